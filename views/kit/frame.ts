import type { EmbeddedView } from '../../src/models/embedding.ts';
import type { Right } from '../../src/models/rights.ts';

/** What every page needs, made once a request. */
export type Frame = {
  /** The address of a file of `public/` with its hash: `app.css` → `/public/app.3f9c….css`. */
  assets: (name: string) => string;
  nonce: string;
  theme: 'light' | 'dark' | undefined;
  csrf: string;
  /** Path and query of this page, where the theme form comes back to. */
  path: string;
  /** htmx asks, and takes a part of the page: what it has already is left out. */
  isFragment: boolean;
  viewer: Viewer | undefined;
  organization: Organization;
  /** Customers read their pages under the organization's name, and nothing of ours. */
  isForCustomers: boolean;
  at: Doors;
  /** The page stands in one of another site. */
  framed?: Framed | undefined;
};

export type Framed = {
  /** What that has asked for. */
  view: EmbeddedView;
  /** For the script that talks with it, as JSON. */
  told?: string | undefined;
};

/** Where those whom the page is for come in and go out. */
export type Doors = { home: string; signIn: string; signOut: string; forgotten: string; theme: string };

export type Viewer = { name: string; email: string; role: string; may: (right: Right) => boolean };

export type Organization = {
  name: string;
  accent: string | undefined;
  logo: string | undefined;
  /** Of corners, in pixels. */
  radius?: number | undefined;
  font?: 'serif' | 'rounded' | undefined;
  /** Where everybody may see what is listed. */
  catalogue?: string | undefined;
};
