import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LoginDto } from '@slipstream/shared/dto';
import type { Request, Response } from 'express';
import { Public, RequireRole } from './access-rule.js';
import { AuthService } from './auth.service.js';
import { LoginView, UserView } from './auth.views.js';
import { SESSION_COOKIE } from './session-token.js';
import { CurrentUser, sessionOf, type SessionUser } from './session-user.js';

@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'login',
    summary: 'Logs in: sets the session cookie and answers the same id as a token.',
  })
  @ApiOkResponse({ type: LoginView })
  async login(
    @Body() body: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LoginView> {
    const login = await this.auth.login(body.username, body.password, request.ip ?? '');
    response.cookie(SESSION_COOKIE, login.token, {
      httpOnly: true,
      sameSite: 'lax',
      secure: request.secure,
      path: '/',
      expires: new Date(login.expiresAt),
    });
    return login;
  }

  @RequireRole('VIEWER')
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ operationId: 'logout', summary: 'Ends the session.' })
  @ApiNoContentResponse()
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.auth.logout(sessionOf(request).token);
    response.clearCookie(SESSION_COOKIE, { path: '/' });
  }

  @RequireRole('VIEWER')
  @Get('me')
  @ApiOperation({ operationId: 'me', summary: 'Who is logged in.' })
  @ApiOkResponse({ type: UserView })
  me(@CurrentUser() user: SessionUser): UserView {
    return user;
  }
}
