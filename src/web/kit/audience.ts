import type { Child } from 'hono/jsx';
import { SignInPage } from '../../../views/account/sign-in.tsx';
import { HeldPage } from '../../../views/account/stash.tsx';
import { ErrorPage } from '../../../views/errors.tsx';
import type { Doors } from '../../../views/kit/frame.ts';
import { PortalErrorPage } from '../../../views/portal/errors.tsx';
import { OpeningPage } from '../../../views/portal/opening.tsx';
import type { Database } from '../../db/store.ts';
import { EMBEDDED, links, screens } from '../../lib/links.ts';
import { getEmbedding } from '../../models/embedding.ts';
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
    frameAncestors(db: Database): string | Promise<string>;
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
  /** Whether they stand in a page of another site, which says who somebody is. */
  isFramed: boolean;
  /** In front of the addresses of another audience's pages, where it shows the same ones. */
  mount: string;
  at: Doors;
  /** Whether it is asked anew who looks, also of somebody who is signed in. */
  asksAnew(request: Request): boolean;
  /** The others, whose sign-in in the same browser is none here. */
  others(): Audience[];
  /** Whether somebody who is signed in belongs to it at all, whatever their rights. */
  admits(user: Pick<User, 'role'>): boolean;
};

/** Those who work for the organization. */
export const staff: Audience = {
  name: 'staff',
  layout: { signIn: SignInPage, held: HeldPage, failed: ErrorPage },
  headers: { frameAncestors: () => `'none'`, openerPolicy: 'same-origin' },
  cookies: { sameSite: 'Lax', prefix: '' },
  csrf: { refuseForeign: refuseForeignOrigin },
  isForCustomers: false,
  isFramed: false,
  mount: '',
  at: {
    home: links.overview(),
    signIn: links.signIn(),
    signOut: links.signOut(),
    forgotten: links.forgotten(),
    theme: links.theme(),
  },
  asksAnew: () => false,
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
  isFramed: false,
  mount: '',
  at: {
    home: links.marketplace(),
    signIn: links.marketplaceSignIn(),
    signOut: links.marketplaceSignOut(),
    forgotten: links.marketplaceForgotten(),
    theme: links.marketplaceTheme(),
  },
  asksAnew: staff.asksAnew,
  others: () => [staff],
  admits: (user) => !isStaff(user),
};

/** The same people where a page of another site shows the same pages in a frame; they come in by that site's token. */
export const embedded: Audience = {
  ...portal,
  name: 'embedded',
  layout: { ...portal.layout, signIn: OpeningPage },
  headers: { frameAncestors: listedOrigins, openerPolicy: 'unsafe-none' },
  cookies: { sameSite: 'None', prefix: 'embedded-' },
  isFramed: true,
  mount: EMBEDDED,
  at: { ...portal.at, signIn: links.opening() },
  // Where a frame begins: the page around it may have somebody else before it since the last one.
  asksAnew: ({ url }) => new URL(url).searchParams.has('embed'),
  others: () => [],
};

async function listedOrigins(db: Database): Promise<string> {
  const { origins } = await getEmbedding(db);
  return origins.length === 0 ? `'none'` : origins.join(' ');
}

/** Whose pages somebody comes to. */
export function audienceOf(user: Pick<User, 'role'>): Audience {
  return isStaff(user) ? staff : portal;
}

/** Whose pages an address is of. */
export function audienceAt(path: string): Audience {
  if (path.startsWith(`${EMBEDDED}/`) || screens.some((screen) => path.startsWith(screen))) return embedded;
  const { home } = portal.at;
  return path === home || path.startsWith(`${home}/`) || path.startsWith(`${home}?`) ? portal : staff;
}
