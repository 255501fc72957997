import type { Child, PropsWithChildren } from 'hono/jsx';
import { Tile } from './tile.tsx';

type StepPanelProps = PropsWithChildren<{
  title: string;
  number?: string | undefined;
  /** "Acme ERP · Create sales order". */
  note?: Child;
  hue: number;
  icon?: string | undefined;
  /** Buttons and the "…" menu at the right. */
  actions?: Child;
  id?: string | undefined;
}>;

/** The selected step, beside the page. Its children are `PanelSection`s. */
export function StepPanel({ title, number, note, hue, icon, actions, id, children }: StepPanelProps) {
  const name = number === undefined ? title : `Step ${number}, ${title}`;
  return (
    <aside class="panel" aria-label={name} id={id}>
      <header>
        {id === undefined ? null : <span class="panel-anchor" id="shown-step" />}
        <div class="row">
          <Tile hue={hue} icon={icon} />
          <div class="grow">
            <h2>{number === undefined ? title : `${number} ${title}`}</h2>
            {note ? <div class="small muted">{note}</div> : null}
          </div>
          {actions}
        </div>
      </header>
      {children}
    </aside>
  );
}

type PanelSectionProps = PropsWithChildren<{
  label: string;
  title?: string | undefined;
  id?: string | undefined;
}>;

/** A part of the panel, with its h3 where it shows one. */
export function PanelSection({ label, title, id, children }: PanelSectionProps) {
  return (
    <section class="stack" aria-label={label} id={id}>
      {title === undefined ? null : <h3>{title}</h3>}
      {children}
    </section>
  );
}
