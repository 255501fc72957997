import type { KnownReference } from '../../src/definition/read/known-references.ts';
import type { ReferenceNode } from '../../src/definition/read/reference-tree.ts';
import { REFERENCES_ID } from '../../src/lib/ui/field-ties.ts';
import { OverIntegration } from '../integrations/over-integration.tsx';
import { Badge } from '../kit/badge.tsx';
import type { Frame } from '../kit/frame.ts';
import { Icon } from '../kit/icon.tsx';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { ReferenceTree } from './reference-tree.tsx';

/** What one earlier step has to take: real where it was tested, or found by a search. */
export type ReferenceGroup = {
  name: string;
  isReal: boolean;
  roots: { tree: ReferenceNode; more: string; isLarge?: boolean }[];
};

type ReferencesPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  groups: ReferenceGroup[];
  /** All of them as fields complete them. */
  references: KnownReference[];
  step: string;
  query: string;
  /** The address of all of it, and what that says besides. */
  search: { href: string; asked: Record<string, string> };
  close: string;
};

/** Over the designer: what a step can refer to, with the values of the last test; beside a field its dialog. */
export function ReferencesPage(props: ReferencesPageProps) {
  const { frame, integration, groups, references, step, query, search, close } = props;
  const title = `What ${step} can refer to`;
  return (
    <OverIntegration frame={frame} integration={integration} id="references" title={title} close={close}>
      <div data-dialog={title}>
        <div class="stack">
          <SearchReferences query={query} {...search} />
          <div class="stack" id="reference-groups">
            {groups.length === 0 ? (
              <p class="muted">
                {query === '' ? 'Nothing comes before it.' : `Nothing here holds “${query}”.`}
              </p>
            ) : null}
            {groups.map(({ name, isReal, roots }, index) => (
              <details open={query !== '' || index >= groups.length - 2}>
                <summary>
                  <strong>{name}</strong>{' '}
                  {isReal ? <Badge tone="run">last test</Badge> : <Badge>example</Badge>}
                </summary>
                {roots.map(({ tree, more, isLarge }) => (
                  <ReferenceTree node={tree} more={more} isLarge={isLarge} />
                ))}
              </details>
            ))}
          </div>
          <p class="small muted">
            <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>←</kbd> <kbd>→</kbd> close and open <kbd>↵</kbd> take. A
            reference is the keys in a row, with dots between them.
          </p>
        </div>
      </div>
      {references.length === 0 ? null : (
        <datalist id={REFERENCES_ID}>
          {references.map(({ path, example }) => (
            <option value={path}>{example}</option>
          ))}
        </datalist>
      )}
    </OverIntegration>
  );
}

type SearchProps = ReferencesPageProps['search'] & { query: string };

function SearchReferences({ query, href, asked }: SearchProps) {
  return (
    <form class="with-icon" role="search" action={href}>
      {Object.entries(asked).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Icon name="search" />
      <input
        type="search"
        name="q"
        value={query}
        autocomplete="off"
        aria-label="Search keys and values"
        placeholder="Search keys and values"
        autofocus
        hx-get={href}
        hx-trigger="input changed delay:150ms"
        hx-target="#reference-groups"
        hx-select="#reference-groups"
        hx-swap="outerHTML"
      />
    </form>
  );
}
