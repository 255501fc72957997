import { links } from '../../lib/links.ts';
import type { Audience } from './audience.ts';

/*
 * The customers' pages are shown in two places, alone and in a frame, and write their addresses as those of the first:
 * so there is one set of them, and none of it has to know where it stands. For the second what leads to one of them is
 * moved on its way out.
 */

const HOME = links.marketplace();
/** Texts of people have their quotes escaped: a quote that is none begins or ends a value of ours. */
const ADDRESSES = new RegExp(
  `( (?:href|action|formaction|hx-[\\w:-]+|data-[\\w-]+)=")(?=${HOME}["/?#])`,
  'g',
);

/** A page with its addresses as they are where it is mounted. */
export function mountedHtml({ mount }: Pick<Audience, 'mount'>, html: string): string {
  return mount === '' ? html : html.replaceAll(ADDRESSES, `$1${mount}`);
}

/** The same for where a form leads to. */
export function mountedPath({ mount }: Pick<Audience, 'mount'>, path: string): string {
  const isMoved = path === HOME || [`${HOME}/`, `${HOME}?`].some((start) => path.startsWith(start));
  return isMoved ? mount + path : path;
}
