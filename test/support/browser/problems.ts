/* What goes wrong in a page without anybody seeing it: each as a line that says what it was. */
import type { BrowserContext, ConsoleMessage, Request, Response } from 'playwright-core';

/** Collects the problems of all pages of a context. @param origin what a page may ask for; everything else is foreign */
export function collectProblems(context: BrowserContext, origin: string): string[] {
  const problems: string[] = [];
  const note = (problem: string | undefined) => {
    if (problem !== undefined) problems.push(problem);
  };
  context.on('console', (message) => note(problemOfConsole(message)));
  context.on('weberror', (event) => note(`script error: ${event.error().message}`));
  context.on('request', (request) => note(problemOfRequest(request, origin)));
  context.on('requestfailed', (request) => note(problemOfFailure(request)));
  context.on('response', (response) => note(problemOfResponse(response)));
  // Our pages open none: one that opens is a script that somebody has smuggled in.
  context.on('dialog', (dialog) => {
    if (dialog.type() === 'beforeunload') return void dialog.accept();
    note(`script executed: ${dialog.type()}(${dialog.message()})`);
    return void dialog.dismiss();
  });
  return problems;
}

function problemOfConsole(message: ConsoleMessage): string | undefined {
  const text = message.text();
  if (/Content Security Policy|\bCSP\b/i.test(text)) return `content security policy: ${text}`;
  // Chromium repeats here what `response` and `requestfailed` tell better.
  if (message.type() !== 'error' || text.startsWith('Failed to load resource')) return undefined;
  return `console error: ${text}`;
}

function problemOfRequest(request: Request, origin: string): string | undefined {
  const url = new URL(request.url());
  if (!/^(http|ws)s?:$/.test(url.protocol) || url.origin === origin) return undefined;
  return `foreign request: ${request.url()}`;
}

function problemOfFailure(request: Request): string | undefined {
  const reason = request.failure()?.errorText ?? '';
  // A stream that ends with its page, a download, a click before the last page was there.
  if (reason === 'net::ERR_ABORTED') return undefined;
  return `failed request: ${request.method()} ${request.url()} ${reason}`;
}

/** Refusals (4xx) of documents and of what scripts ask are answers; a missing image or script is a fault. */
function problemOfResponse(response: Response): string | undefined {
  const status = response.status();
  const isAnswer = ['document', 'fetch', 'xhr', 'eventsource'].includes(response.request().resourceType());
  if (status < (isAnswer ? 500 : 400)) return undefined;
  return `failed request: ${response.request().method()} ${response.url()} ${status}`;
}
