import type { Frame } from '../../../views/kit/frame.ts';
import { links } from '../../lib/links.ts';
import type { Organization } from '../../models/organization.ts';
import type { User } from '../../models/rights.ts';
import { type Viewer, viewerOf } from '../../models/viewer.ts';
import type { Audience } from './audience.ts';
import { csrfToken } from './csrf.ts';
import type { Deps } from './deps.ts';

type Around = {
  audience: Audience;
  request: Request;
  nonce: string;
  theme: string | undefined;
  user: User | undefined;
  organization: Organization;
  /** Of the sites that may show its pages in a frame. */
  origins: string[];
};

/** For a page that says that the store cannot be read. */
export const UNREAD: Pick<Around, 'user' | 'organization' | 'origins'> = {
  user: undefined,
  origins: [],
  organization: {
    ...{ name: '', accent: null, logo: null, radius: null, theme: null, font: null },
    isCatalogueOpen: false,
    mailsCustomers: true,
  },
};

/** What the layout of every page is drawn with. */
export function frameOf(
  deps: Deps,
  { audience, request, nonce, theme, user, organization, origins }: Around,
): Frame {
  const { pathname, search } = new URL(request.url);
  const preferred = audience.isForCustomers ? (organization.theme ?? undefined) : undefined;
  const chosen = audience.isFramed ? user?.view?.theme : theme;
  return {
    assets: (file) => deps.publicFiles.address(file),
    nonce,
    theme: chosen === 'light' || chosen === 'dark' ? chosen : preferred,
    csrf: csrfToken(deps.vault, user?.session ?? ''),
    path: pathname + search,
    isFragment: request.headers.has('hx-request'),
    viewer: user && shownViewer(user, viewerOf(user)),
    organization: lookOf(organization),
    isForCustomers: audience.isForCustomers,
    at: audience.at,
    framed: audience.isFramed ? { view: user?.view ?? {}, told: toldIn(origins) } : undefined,
  };
}

/** What the script of frames needs on each page, also on one that says that there is nothing: somebody else may come. */
function toldIn(origins: string[]): string {
  return JSON.stringify({ origins, sessions: links.framedSessions() });
}

function lookOf({ name, accent, logo, radius, font, isCatalogueOpen }: Organization): Frame['organization'] {
  return {
    ...{ name, accent: accent ?? undefined, logo: logo === null ? undefined : links.logo(logo) },
    ...{ radius: radius ?? undefined, font: font ?? undefined },
    catalogue: isCatalogueOpen ? links.marketplaceCatalogue() : undefined,
  };
}

function shownViewer({ name, email, role }: User, { rights }: Viewer): NonNullable<Frame['viewer']> {
  return { name, email, role, may: (right) => rights.has(right) };
}
