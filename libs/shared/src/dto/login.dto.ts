import { IsString, MaxLength, MinLength } from 'class-validator';
import { LOGIN_LIMITS } from '../auth/login-rules.js';
import { IsPlainText } from './rules.js';

/** Body of `POST /api/v1/auth/login`. */
export class LoginDto {
  @IsString()
  @IsPlainText()
  @MinLength(1)
  @MaxLength(LOGIN_LIMITS.usernameMax)
  username!: string;

  @IsString()
  @IsPlainText({ multiline: true })
  @MinLength(LOGIN_LIMITS.passwordMin)
  @MaxLength(LOGIN_LIMITS.passwordMax)
  password!: string;
}
