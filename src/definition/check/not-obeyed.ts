import type { Definition } from '../document/schema.ts';
import type { Report } from './check.ts';

/** Says what a file asks for that is kept and exported again, while nothing here obeys it yet. */
export function checkNotObeyed({ flows }: Definition, report: Report): void {
  for (const [index, { name, isAgentFlow, schemas }] of flows.entries()) {
    const say = (field: string, what: string) =>
      report(
        'info',
        ['flows', index, field],
        `${field} of the flow ${name} is kept, but has no effect here yet: ${what}.`,
      );
    if (isAgentFlow) say('isAgentFlow', 'no agent is offered the flow; calls of its address run it');
    if (Object.keys(schemas ?? {}).length > 0) say('schemas', 'calls are not checked against them');
  }
}
