import { OPERATORS } from '../compile/conditions.ts';
import type { Path } from '../document/problem.ts';
import type { Flow } from '../document/schema.ts';
import type { Report } from './check.ts';
import { didYouMean } from './hint.ts';

/** What a call has that can be compared. */
const ROOTS = ['body', 'headers', 'queryParameters', 'pathFragment', 'method'];

/** Checks which calls a flow takes: from pages of which origins, and what must hold of them. */
export function checkCalls({ allowedOrigins, acceptsWhen }: Flow, path: Path, report: Report): void {
  for (const [index, origin] of (allowedOrigins ?? []).entries()) {
    const fault = originFault(origin);
    if (fault) report('error', [...path, 'allowedOrigins', index], fault);
  }
  for (const [index, { field, operator }] of (acceptsWhen ?? []).entries()) {
    const place = [...path, 'acceptsWhen', index];
    if (!OPERATORS.includes(operator)) {
      const hint = didYouMean(operator, new Set(OPERATORS), 'choose one of those of branches.');
      report('error', [...place, 'operator'], `There is no comparison ${operator}: ${hint}`);
    }
    const [root = ''] = field.split('.');
    if (!ROOTS.includes(root)) {
      const message = `A call has no ${field}: begin with ${ROOTS.join(', ')}, for example body.data.type.`;
      report('error', [...place, 'field'], message);
    }
  }
}

/** What is wrong with an origin, in a sentence; undefined when nothing is. */
export function originFault(origin: string): string | undefined {
  if (origin === '*') return undefined;
  if (URL.canParse(origin) && new URL(origin).origin === origin) return undefined;
  return `“${origin}” is no origin: write it like https://app.example.com, without a path, or * for all.`;
}
