import type { Child, PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';

export type Fact = { label: string; value: Child };

type FactsProps = { items: Fact[]; small?: boolean | undefined; id?: string | undefined };

/** Three to six short facts. */
export function Facts({ items, small, id }: FactsProps) {
  return (
    <dl class={classes('facts', small && 'small')} id={id}>
      {items.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One sentence that says how things are. */
export function Lead({ id, children }: PropsWithChildren<{ id?: string | undefined }>) {
  return (
    <p class="lead" id={id}>
      {children}
    </p>
  );
}
