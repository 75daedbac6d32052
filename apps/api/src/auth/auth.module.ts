import { Module } from '@nestjs/common';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { FirstAdmin } from './first-admin.js';
import { LoginThrottle } from './login-throttle.js';
import { Passwords } from './passwords.js';
import { SessionGuard } from './session.guard.js';
import { SessionService } from './session.service.js';

/** Users, sessions, and who may do what. */
@Module({
  controllers: [AuthController],
  providers: [AuthService, FirstAdmin, LoginThrottle, Passwords, SessionGuard, SessionService],
  exports: [SessionGuard, SessionService],
})
export class AuthModule {}
