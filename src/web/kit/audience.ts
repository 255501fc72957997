import type { Child } from 'hono/jsx';
import { SignInPage } from '../../../views/account/sign-in.tsx';
import { HeldPage } from '../../../views/account/stash.tsx';
import { ErrorPage } from '../../../views/errors.tsx';
import type { Doors } from '../../../views/kit/frame.ts';
import { PortalErrorPage } from '../../../views/portal/errors.tsx';
import { links } from '../../lib/links.ts';
import { isStaff, type User } from '../../models/rights.ts';
import { refuseForeignOrigin } from './csrf.ts';
import type { Deps } from './deps.ts';

/** For whom pages are: what of answering them depends on it. */
export type Audience = {
  name: string;
  /** The pages that the kit itself answers with, in the audience's layout. */
  layout: {
    signIn(props: Parameters<typeof SignInPage>[0]): Child;
    held(props: Parameters<typeof HeldPage>[0]): Child;
    failed(props: Parameters<typeof ErrorPage>[0]): Child;
  };
  headers: {
    /** Which sites may show its pages in a frame, as `frame-ancestors` has it. */
    frameAncestors: string;
    openerPolicy: 'same-origin' | 'unsafe-none';
  };
  cookies: {
    sameSite: 'Lax' | 'None';
    /** Before each name, so that two audiences in one browser do not sign each other out. */
    prefix: string;
  };
  csrf: {
    /** @throws AppError `forbidden` for a form that was sent from where none of this audience is */
    refuseForeign(request: Request, deps: Pick<Deps, 'publicUrl' | 'settings'>): void;
  };
  /** Whether its pages are the organization's, and name nothing of ours. */
  isForCustomers: boolean;
  at: Doors;
  /** The others, whose sign-in in the same browser is none here. */
  others(): Audience[];
  /** Whether somebody who is signed in belongs to it at all, whatever their rights. */
  admits(user: Pick<User, 'role'>): boolean;
};

/** Those who work for the organization. */
export const staff: Audience = {
  name: 'staff',
  layout: { signIn: SignInPage, held: HeldPage, failed: ErrorPage },
  headers: { frameAncestors: `'none'`, openerPolicy: 'same-origin' },
  cookies: { sameSite: 'Lax', prefix: '' },
  csrf: { refuseForeign: refuseForeignOrigin },
  isForCustomers: false,
  at: {
    home: links.overview(),
    signIn: links.signIn(),
    signOut: links.signOut(),
    forgotten: links.forgotten(),
    theme: links.theme(),
  },
  others: () => [portal],
  admits: isStaff,
};

/** A customer's people, in the organization's look. */
export const portal: Audience = {
  name: 'portal',
  layout: { signIn: SignInPage, held: HeldPage, failed: PortalErrorPage },
  headers: staff.headers,
  cookies: { sameSite: 'Lax', prefix: 'portal-' },
  csrf: staff.csrf,
  isForCustomers: true,
  at: {
    home: links.marketplace(),
    signIn: links.marketplaceSignIn(),
    signOut: links.marketplaceSignOut(),
    forgotten: links.marketplaceForgotten(),
    theme: links.marketplaceTheme(),
  },
  others: () => [staff],
  admits: (user) => !isStaff(user),
};

/** Whose pages somebody comes to. */
export function audienceOf(user: Pick<User, 'role'>): Audience {
  return isStaff(user) ? staff : portal;
}

/** Whose pages an address is of. */
export function audienceAt(path: string): Audience {
  const { home } = portal.at;
  return path === home || path.startsWith(`${home}/`) || path.startsWith(`${home}?`) ? portal : staff;
}
