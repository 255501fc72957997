import type { Child } from 'hono/jsx';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Button } from './button.tsx';
import { Status } from './status.tsx';

type ConnectionCardProps = {
  id: string;
  title: string;
  /** Its state and what the page says of it: "Connected as bramble-shop". */
  status?: { state: StatusState; text: string } | undefined;
  note?: Child;
  action: { href: string; label: string; primary?: boolean | undefined };
};

/** An account of the customer's, connected or to be connected. */
export function ConnectionCard({ id, title, status, note, action }: ConnectionCardProps) {
  return (
    <section class="card row spread" id={id} aria-labelledby={`${id}-title`}>
      <div>
        <h2 id={`${id}-title`}>{title}</h2>
        {status ? (
          <p class="small">
            <Status state={status.state}>{status.text}</Status>
          </p>
        ) : null}
        {note ? <p class="small muted">{note}</p> : null}
      </div>
      <Button
        href={action.href}
        kind={action.primary ? 'primary' : undefined}
        icon={action.primary ? 'plug' : undefined}
      >
        {action.label}
      </Button>
    </section>
  );
}
