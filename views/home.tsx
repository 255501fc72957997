/** The plain page at `/`: what runs here, and where its API is. */
export function Home({ url }: { url: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Stepwell</title>
      </head>
      <body>
        <main>
          <h1>Stepwell is running</h1>
          <p>
            Everything is done by its API for now, at <code>{url}/api/v1</code>, with the header{' '}
            <code>Authorization: Bearer</code> and the token that <code>STEPWELL_ADMIN_TOKEN</code> was set
            to.
          </p>
          <ul>
            <li>
              <a href="/api/v1/openapi.json">Description of the API</a> (OpenAPI 3.1)
            </li>
            <li>
              <a href="/healthz">Alive</a>, <a href="/readyz">ready</a>, <a href="/metrics">metrics</a>
            </li>
          </ul>
        </main>
      </body>
    </html>
  );
}
