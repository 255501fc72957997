import { plural, spelled } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { OWN_STATES, type OwnState } from '../../src/lib/ui/customer-words.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { type CardAction, ListingCard } from '../kit/listing-card.tsx';
import { Tabs } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Search } from '../kit/search.tsx';
import { PortalLayout } from './layout.tsx';
import { type Stopped, StoppedBanners } from './stopped.tsx';

type CardFacts = { integrationId: string; name: string; category: string; icon: string | null; text: string };
export type OwnCard = CardFacts & { id: string; state: OwnState };
export type CategoryOfCards = { name: string; cards: CardFacts[] };

type Asked = { q: string; category: string };

type MarketplaceProps = {
  frame: Frame;
  query: Asked;
  own: OwnCard[];
  categories: CategoryOfCards[];
  /** Every category that there is. */
  tabs: string[];
  /** How many integrations there are in all. */
  count: number;
  /** How many of one's own work, and how many need somebody. */
  working: number;
  waiting: number;
  stopped: Stopped[];
  mayActivate: boolean;
};

/** What the customer has, and what there is beside it. */
export function MarketplacePage(props: MarketplaceProps) {
  const { frame, query, own, categories, tabs, count, working, waiting, stopped, mayActivate } = props;
  const { name } = frame.organization;
  const { hidden, details } = frame.framed?.view ?? {};
  const isSearched = count > 0 && !hidden?.includes('search');
  return (
    <PortalLayout frame={frame} title="Marketplace" place="marketplace">
      <PageHead title={`Connect ${name} to the tools you use`} note={standing(working, waiting)}>
        {isSearched ? <Finder action={links.marketplace()} query={query} count={count} /> : undefined}
      </PageHead>
      <StoppedBanners frame={frame} stopped={stopped} />
      <Categories tabs={tabs} query={query} href={links.marketplace} />
      <div class="stack" id="list">
        {own.length === 0 ? null : (
          <section class="stack" aria-labelledby="yours">
            <h2 id="yours">Yours</h2>
            <ul class="columns">
              {own.map((card) => (
                <li>
                  <OwnListing card={card} mayChange={frame.viewer?.may('instances:write') === true} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <Offered
          categories={categories}
          hasDetails={details !== 'never'}
          actionOf={(id) =>
            details === 'always'
              ? { href: links.marketplaceIntegration(id), label: 'Look' }
              : mayActivate
                ? { href: links.marketplaceActivations(id), label: 'Activate', csrf: frame.csrf }
                : undefined
          }
        />
        {own.length + categories.length === 0 ? (
          <Nothing query={query} count={count} organization={name} clear={links.marketplace()} />
        ) : null}
      </div>
    </PortalLayout>
  );
}

type CatalogueProps = Pick<MarketplaceProps, 'frame' | 'query' | 'categories' | 'tabs'>;

/** What everybody may see of it, signed in or not. */
export function CataloguePage({ frame, query, categories, tabs }: CatalogueProps) {
  const { name } = frame.organization;
  const count = categories.length;
  return (
    <PortalLayout frame={frame} title="Integrations">
      <PageHead title={`What ${name} connects to`} note="Sign in to activate one of them for your company.">
        <Finder action={links.marketplaceCatalogue()} query={query} />
        <Button kind="primary" href={frame.at.signIn}>
          Sign in
        </Button>
      </PageHead>
      <Categories tabs={tabs} query={query} href={links.marketplaceCatalogue} />
      <div class="stack" id="list">
        <Offered
          categories={categories}
          actionOf={(id) => ({
            href: links.marketplaceSignIn({ return: links.marketplaceIntegration(id) }),
            label: 'Activate',
          })}
          hasDetails={false}
        />
        {count === 0 ? (
          <Nothing
            query={query}
            count={tabs.length}
            organization={name}
            clear={links.marketplaceCatalogue()}
          />
        ) : null}
      </div>
    </PortalLayout>
  );
}

function standing(working: number, waiting: number): string {
  const works =
    working === 0 ? '' : `${spelled(working)} ${working === 1 ? 'is' : 'are'} working for you now.`;
  const waits =
    waiting === 0 ? '' : `${spelled(waiting)} ${waiting === 1 ? 'needs' : 'need'} a minute of your time.`;
  return (
    [works, waits].filter(Boolean).join(' ') || 'Choose one, answer a few questions, and it works for you.'
  );
}

type FinderProps = { action: string; query: Asked; count?: number };

function Finder({ action, query, count }: FinderProps) {
  return (
    <Search
      action={action}
      label="Search integrations"
      placeholder={count === undefined ? 'Search' : `Search ${plural(count, 'integration')}`}
      value={query.q}
      list="list"
    >
      {query.category === '' ? null : <input type="hidden" name="category" value={query.category} />}
    </Search>
  );
}

type CategoriesProps = { tabs: string[]; query: Asked; href: (query: Asked) => string };

function Categories({ tabs, query, href }: CategoriesProps) {
  if (tabs.length < 2) return null;
  const all = [{ value: '', label: 'All' }, ...tabs.map((value) => ({ value, label: value }))];
  return (
    <Tabs
      label="Category"
      items={all.map(({ value, label }) => ({
        href: href({ q: query.q, category: value }),
        label,
        current: value === query.category,
      }))}
    />
  );
}

type OfferedProps = {
  categories: CategoryOfCards[];
  actionOf: (integrationId: string) => CardAction | undefined;
  /** Not for strangers. */
  hasDetails: boolean;
};

function Offered({ categories, actionOf, hasDetails }: OfferedProps) {
  return (
    <>
      {categories.map(({ name, cards }, index) => (
        <section class="stack" aria-labelledby={`category-${index}`}>
          <h2 id={`category-${index}`}>{name || 'More'}</h2>
          <ul class="columns">
            {cards.map((card) => (
              <li>
                <ListingCard
                  id={`offer-${card.integrationId}`}
                  {...card}
                  tile={<CardTile card={card} />}
                  readMore={hasDetails ? links.marketplaceIntegration(card.integrationId) : undefined}
                  description={card.text}
                  action={actionOf(card.integrationId)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const ACTIONS: Record<OwnState, { label: string; primary?: boolean }> = {
  active: { label: 'Open' },
  attention: { label: 'Look', primary: true },
  unfinished: { label: 'Continue', primary: true },
  paused: { label: 'Open' },
  update: { label: 'Open' },
};

function OwnListing({ card, mayChange }: { card: OwnCard; mayChange: boolean }) {
  const { id, state } = card;
  const goesOn = state === 'unfinished' && mayChange;
  const href = goesOn ? links.marketplaceAnswers(id) : links.marketplaceOwn(id);
  const action = state === 'unfinished' && !mayChange ? ACTIONS.active : ACTIONS[state];
  return (
    <ListingCard
      {...card}
      id={`own-${id}`}
      tile={<CardTile card={card} />}
      description={card.text}
      status={OWN_STATES[state]}
      readMore={href}
      action={{ href, ...action }}
    />
  );
}

function CardTile({ card }: { card: CardFacts }) {
  return <IntegrationTile id={card.integrationId} name={card.name} icon={card.icon} large />;
}

type NothingProps = { query: Asked; count: number; organization: string; clear: string };

function Nothing({ query, count, organization, clear }: NothingProps) {
  if (count > 0 || query.q !== '' || query.category !== '') {
    return (
      <EmptyState title="Nothing fits" actions={<Button href={clear}>Clear filter</Button>}>
        <p>No integration has these words. Try fewer, or another category.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There is nothing to activate yet">
      <p>Here you will find what {organization} can be connected to. Ask them what is planned.</p>
    </EmptyState>
  );
}
