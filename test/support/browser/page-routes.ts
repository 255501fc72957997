/** What is no page but a stream, a file, or the way to another system. */
const OTHERS =
  /\/(stream|definition|archive|file|log-file|values|content|authorization|manifest)$|^\/executions\/.*\/payloads$/;

/** Whether a route answers a page that one can look at. */
export const isPage = ({ method, path }: { method: string; path: string }) =>
  method === 'GET' && !OTHERS.test(path);
