import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from './roles.js';

/** A user as the API answers it. */
export class UserView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  username!: string;

  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  role!: Role;
}

/** Answer of a login. */
export class LoginView {
  @ApiProperty({ description: 'Session id for `Authorization: Bearer`; the cookie has the same.' })
  token!: string;

  @ApiProperty({ format: 'date-time', description: 'The session ends then at the latest.' })
  expiresAt!: string;

  @ApiProperty({ type: UserView })
  user!: UserView;
}
