import { AppError, messageOf } from '../lib/errors.ts';

/** Calls the API of a running server. @throws AppError with the server's own message */
export async function callServer(
  url: string,
  token: string | undefined,
  path: string,
  init: RequestInit,
): Promise<Response> {
  if (!token)
    throw new AppError('invalid', 'A server asks for a token: --token TOKEN, or STEPWELL_ADMIN_TOKEN.');
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetch(`${url}/api/v1${path}`, { ...init, headers });
  } catch (error) {
    throw new AppError('unavailable', `${url} does not answer: ${messageOf(error)}.`);
  }
  if (response.ok) return response;
  const text = await response.text();
  throw new AppError('bad_request', `${url} answers ${response.status}: ${messageIn(text)}`);
}

function messageIn(text: string): string {
  try {
    const { error } = JSON.parse(text);
    const issues: string[] = (error.issues ?? []).map(
      (each: { path: string; message: string }) => `${each.path}: ${each.message}`,
    );
    return [error.message, ...issues].join('\n');
  } catch {
    return text.slice(0, 500);
  }
}
