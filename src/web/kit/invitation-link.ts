import { links } from '../../lib/links.ts';
import type { User } from '../../models/users.ts';
import { audienceOf, portal } from './audience.ts';

/** Where the link of somebody's invitation leads: to the page in the look of those whom they will be one of. */
export function invitationLink(user: Pick<User, 'role'>, token: string): string {
  return audienceOf(user) === portal ? links.marketplaceInvitation(token) : links.invitation(token);
}
