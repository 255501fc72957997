import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';

export type FailedEventShown = { flow: string; executionId: string; message: string };

type FailedEventsProps = { frame: Frame; id: string; events: FailedEventShown[] };

/** What could not be set up elsewhere when the instance was deployed, and the way to try again. */
export function FailedEvents({ frame, id, events }: FailedEventsProps) {
  if (events.length === 0) return null;
  const again = (
    <form method="post" action={links.eventRuns(id)}>
      <Csrf token={frame.csrf} />
      <Button icon="rotate-ccw">Try again</Button>
    </form>
  );
  return (
    <Banner tone="bad" id="failed-events" action={frame.viewer?.may('instances:deploy') ? again : undefined}>
      <strong>The last deployment is not complete.</strong> {plural(events.length, 'flow')} could not do what
      it has to do then:
      <ul>
        {events.map(({ flow, executionId, message }) => (
          <li>
            <a href={links.execution(executionId)}>{flow}</a>: {message}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
