import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Extra } from './attributes.ts';

type SectionProps = PropsWithChildren<
  Extra & {
    /** Names the section, and its heading `id-title`. */
    id: string;
    title: Child;
    /** At the right of the heading. */
    aside?: Child;
  }
>;

function Titled({ id, title, aside }: { id: string; title: Child; aside?: Child }) {
  if (!aside) return <h2 id={`${id}-title`}>{title}</h2>;
  return (
    <div class="row">
      <h2 class="grow" id={`${id}-title`}>
        {title}
      </h2>
      {aside}
    </div>
  );
}

/** One thing that stands alone. Never a card in a card, never for lists. */
export function Card({ id, title, aside, children, ...rest }: SectionProps) {
  return (
    <section class="card stack" id={id} aria-labelledby={`${id}-title`} {...rest}>
      <Titled id={id} title={title} aside={aside} />
      {children}
    </section>
  );
}

/** A part of a page with its h2, without an edge. */
export function Section({ id, title, aside, children, ...rest }: SectionProps) {
  return (
    <section class="stack" id={id} aria-labelledby={`${id}-title`} {...rest}>
      <Titled id={id} title={title} aside={aside} />
      {children}
    </section>
  );
}
