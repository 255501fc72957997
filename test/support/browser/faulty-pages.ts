/** Pages with one thing wrong each, and some with nothing wrong, to prove that the checks see the difference. */
export const STYLE = `
  body { font: 16px system-ui; color: #111; background: #fff; margin: 16px }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } a { color: #9cf } }
  .wide { width: 700px } .frame { overflow-x: auto } .faint { color: #ccc } .dot { width: 4px; height: 4px; margin: 0; overflow: hidden } .bare:focus { outline: none }
  .fixed { color: #333 }`;

const PAGES: Record<string, string> = {
  clean: '<p>Nothing is wrong here.</p><p><a href="/clean">A link</a></p>',
  faint: '<p class="faint">Nobody can read this.</p>',
  'faint-in-dark': '<p class="fixed">Nobody can read this in the evening.</p>',
  nameless: '<button></button>',
  inline: '<script>document.title = "executed"</script>',
  styled: '<p style="color: red">Red</p>',
  'console-error': '<script src="/say.js"></script>',
  thrown: '<script src="/throw.js"></script>',
  'missing-image': '<img src="/nothing.png" alt="Nothing">',
  foreign: '<img src="http://elsewhere.test/pixel.png" alt="Elsewhere">',
  alert: '<script src="/alert.js"></script>',
  wide: '<div class="frame"><p class="wide">Framed</p></div><p class="wide">Too wide</p>',
  framed: '<div class="frame" tabindex="0"><p class="wide">Framed</p></div>',
  shifting: '<p id="first">First</p><p id="second">Second</p><script src="/shift.js"></script>',
  trembling:
    '<p class="dot" id="first"></p><p class="dot" id="second">.</p><script src="/shift.js"></script>',
  'bare-focus': '<p><a href="/a">Seen</a> <a class="bare" href="/b">Unseen</a></p>',
};

const SCRIPTS: Record<string, string> = {
  say: 'console.error("It went wrong")',
  throw: 'throw new Error("Nobody catches this")',
  alert: 'alert("smuggled in")',
  shift: `addEventListener('load', () => requestAnimationFrame(() => setTimeout(() => {
    document.querySelector('#first').hidden = true;
    requestAnimationFrame(() => requestAnimationFrame(() => { document.body.dataset.done = 'yes'; }));
  }, 50)));`,
};

export function answer(request: Request): Response {
  const { pathname } = new URL(request.url);
  const [, name = '', kind] = /^\/([\w-]*)\.?(\w*)$/.exec(pathname) ?? [];
  if (kind === 'css') return new Response(STYLE, { headers: { 'content-type': 'text/css' } });
  if (kind === 'js') return new Response(SCRIPTS[name], { headers: { 'content-type': 'text/javascript' } });
  const body = PAGES[name];
  if (kind === 'png' || (body === undefined && name !== 'unknown')) return new Response('', { status: 404 });
  const policy = "default-src 'self'; img-src 'self' http://elsewhere.test";
  return new Response(
    `<!doctype html><html lang="en"><head><title>${name}</title><meta name="viewport" content="width=device-width">
    <link rel="stylesheet" href="/style.css"></head><body><main><h1>${name}</h1>${body ?? ''}</main></body></html>`,
    {
      status: body === undefined ? 404 : 200,
      headers: { 'content-type': 'text/html', 'content-security-policy': policy },
    },
  );
}
