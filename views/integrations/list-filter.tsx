import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Menu } from '../kit/menu.tsx';
import { Search } from '../kit/search.tsx';

/** What a list of integrations is narrowed to: what its address says. */
export type IntegrationFilters = {
  q: string | undefined;
  description: string | undefined;
  category: string | undefined;
  state: 'draft' | 'published' | 'listed' | undefined;
  label: string | undefined;
};

const STATES = [
  { value: '', label: 'Any state' },
  { value: 'published', label: 'Published' },
  { value: 'draft', label: 'With an unpublished draft' },
  { value: 'listed', label: 'Listed on the marketplace' },
];

/** How the list looks; a table unless it says otherwise. */
export type ListLook = 'cards' | undefined;

type IntegrationSearchProps = { filters: IntegrationFilters; look: ListLook; categories: string[] };

/** Search by name, and the filter in the same form. */
export function IntegrationSearch({ filters, look, categories }: IntegrationSearchProps) {
  const { q, ...narrowed } = filters;
  const count = Object.values(narrowed).filter((value) => value !== undefined).length;
  const known = filters.category === undefined || categories.includes(filters.category);
  const choices = known ? categories : [...categories, filters.category ?? ''];
  return (
    <Search
      action={links.integrations()}
      label="Search integrations by name"
      placeholder="Search by name"
      value={q}
      list="list"
    >
      {look === undefined ? null : <input type="hidden" name="look" value={look} />}
      <Menu label={count === 0 ? 'Filter' : `Filter (${count})`} icon="list-filter" end form>
        <Field
          id="filter-description"
          name="description"
          label="Description contains"
          value={filters.description}
        />
        <Field
          id="filter-category"
          name="category"
          label="Category"
          kind="select"
          options={[{ value: '', label: 'Any category' }, ...choices.map((value) => ({ value }))]}
          value={filters.category ?? ''}
        />
        <Field
          id="filter-state"
          name="state"
          label="State"
          kind="select"
          options={STATES}
          value={filters.state ?? ''}
        />
        <Field id="filter-label" name="label" label="Label" value={filters.label} />
        <Button kind="primary">Apply filter</Button>
        {count === 0 ? null : (
          <Button kind="quiet" href={links.integrations({ look })}>
            Clear filter
          </Button>
        )}
      </Menu>
    </Search>
  );
}
