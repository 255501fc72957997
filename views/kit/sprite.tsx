import { raw } from 'hono/html';
import sprite from '../../public/icons.svg' with { type: 'text' };

const symbols = sprite
  .replace(/<!--.*?-->/gs, '')
  .replace(/^\s*<svg[^>]*>|<\/svg>\s*$/g, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?(\/?>) ?/g, '$1')
  .trim();

/** The icons, once a page: `Icon` points into them. It is a file of ours, so its text is printed as it is. */
export function Sprite() {
  return (
    <svg class="sr-only" aria-hidden="true">
      {raw(symbols)}
    </svg>
  );
}
