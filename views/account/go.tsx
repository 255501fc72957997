import { links } from '../../src/lib/links.ts';
import type { Frame } from '../kit/frame.ts';
import { Icon } from '../kit/icon.tsx';
import { StaffLayout } from '../kit/layout.tsx';

export type Place = { href: string; label: string; note: string; icon: string };
export type PlaceGroup = { name: string; places: Place[] };

type GoProps = { frame: Frame; query: string; groups: PlaceGroup[] };

/** "Go to anything": a page of its own, which ⌘K shows as a dialog over any other. */
export function GoPage({ frame, query, groups }: GoProps) {
  const count = groups.reduce((sum, { places }) => sum + places.length, 0);
  let index = 0;
  return (
    <StaffLayout frame={frame} title="Go to" section={undefined} bare>
      <main id="main" tabindex={-1} class="wizard">
        <h1>Go to</h1>
        <div data-dialog="Go to anything">
          <form class="topbar" role="search" action={links.go()} aria-label="Everything">
            <div class="with-icon grow">
              <Icon name="search" />
              <input
                type="search"
                name="q"
                value={query}
                role="combobox"
                aria-label="Search pages, integrations, customers, instances and executions"
                aria-expanded="true"
                aria-controls="places"
                aria-activedescendant={count > 0 ? 'place-0' : undefined}
                placeholder="A name, or the id of an execution"
                autocomplete="off"
                autofocus
                hx-get={links.go()}
                hx-trigger="input changed delay:150ms"
                hx-target="#found"
                hx-select="#found"
                hx-swap="outerHTML"
              />
            </div>
          </form>
          <div id="found">
            <div role="listbox" id="places" aria-label="Places">
              {groups.map(({ name, places }) => (
                <div role="group" aria-label={name}>
                  <div class="small muted" role="presentation">
                    {name}
                  </div>
                  {places.map((place) => {
                    const id = `place-${index}`;
                    index += 1;
                    return <PlaceOption id={id} place={place} isMarked={id === 'place-0'} />;
                  })}
                </div>
              ))}
            </div>
            <p class="row small muted">
              <span role="status">
                {count === 0 ? `Nothing here is called “${query}”.` : `${count} found`}
              </span>
            </p>
          </div>
        </div>
      </main>
    </StaffLayout>
  );
}

function PlaceOption({ id, place, isMarked }: { id: string; place: Place; isMarked: boolean }) {
  return (
    <a class="item" role="option" id={id} href={place.href} aria-selected={String(isMarked)} tabindex={-1}>
      <Icon name={place.icon} />
      <span class="grow clip">
        <strong>{place.label}</strong>
        <span class="small muted"> {place.note}</span>
      </span>
    </a>
  );
}
