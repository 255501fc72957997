/** What the HTTP clients ask; each path answers `ok` where all that it was sent has arrived. */
export function startWebServer(hostname: string) {
  return Bun.serve({
    port: 0,
    hostname,
    idleTimeout: 0,
    routes: {
      '/ok': new Response('ok'),
      '/redirect': Response.redirect('/ok', 302),
      '/gzip': new Response(Bun.gzipSync('ok'), { headers: { 'content-encoding': 'gzip' } }),
      '/pieces': () =>
        new Response(
          (async function* () {
            yield 'o';
            await Bun.sleep(1);
            yield 'k';
          })(),
        ),
      '/count': async (request) =>
        new Response((await request.arrayBuffer()).byteLength === 10_000_000 ? 'ok' : 'cut'),
      '/large': () => new Response(new Uint8Array(10_000_000)),
      '/form': async (request) => {
        const type = new URL(request.url).searchParams.get('type') ?? '';
        const whole = new Response(await request.arrayBuffer(), { headers: { 'content-type': type } });
        const form = await whole.formData();
        const file = form.get('file');
        const isWhole =
          file instanceof File && (await file.text()) === 'a;b' && form.get('name') === 'Müller';
        return new Response(isWhole ? 'ok' : 'another form');
      },
      '/silent': () => new Promise<Response>(() => undefined),
      '/port': (request, server) => new Response(String(server.requestIP(request)?.port)),
    },
  });
}
