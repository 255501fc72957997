/** Pages that come in pieces, as they do over a slow network. */
import { afterAll, expect, test } from 'bun:test';
import { layoutShift } from '../support/browser/checks.ts';
import { browsedDesk } from '../support/browser/served-app.ts';

const at = browsedDesk();

/** Hands on what the desk answers; of a page a piece at first, and the rest when the browser has had time to draw it. */
const slow = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    const asked = new Headers(request.headers);
    asked.delete('accept-encoding');
    const answer = await at.desk.app.request(`${at.url}${pathname}${search}`, { headers: asked });
    if (!answer.headers.get('content-type')?.startsWith('text/html')) return answer;
    const html = await answer.text();
    const cut = html.indexOf('<summary class="item" title="Your account"');
    if (cut < 0) throw new Error('The page does not say who looks at it.');
    const headers = new Headers(answer.headers);
    headers.delete('content-length');
    const pieces = [html.slice(0, cut), html.slice(cut)];
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const piece = pieces.shift();
        if (piece === undefined) return controller.close();
        if (pieces.length === 0) await Bun.sleep(1000);
        controller.enqueue(new TextEncoder().encode(piece));
      },
    });
    return new Response(body, { status: answer.status, headers });
  },
});
afterAll(() => slow.stop(true));

test.each([1440, 390])(
  'nothing jumps while the rest of a page comes, %i px wide',
  async (width) => {
    const { browser, visitor } = at;
    for (const path of ['/components', '/executions', '/']) {
      const url = slow.url.origin + path;
      const tab = await browser.page({ url, width, cookies: { session: visitor.token } });
      expect({ path, shift: await layoutShift(tab) }).toEqual({ path, shift: [] });
      await tab.close();
    }
  },
  180_000,
);
