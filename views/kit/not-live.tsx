import { Banner } from './banner.tsx';

/** Shown by `live.js` when the page's stream has been lost for ten seconds. @param href the page itself */
export function NotLive({ href }: { href: string }) {
  return (
    <div id="not-live" role="status" hidden>
      <Banner tone="warn">
        Not live since <span data-since>now</span>. <a href={href}>Reload</a>
      </Banner>
    </div>
  );
}
