import { links } from '../../src/lib/links.ts';
import { savedDetails } from '../../src/lib/ui/saved-details.ts';
import { Button } from './button.tsx';
import { Csrf } from './csrf.tsx';
import { Facts } from './facts.tsx';
import { Field } from './field.tsx';
import type { Frame } from './frame.ts';
import { Icon } from './icon.tsx';
import type { IntegrationFacts } from './integration-aside.tsx';
import { Menu, MenuItem } from './menu.tsx';
import { Was } from './was.tsx';

type IntegrationDetailsProps = { frame: Frame; integration: IntegrationFacts };

/** The DETAILS dropdown: what an integration is called and where it belongs, editable by those who may. */
export function IntegrationDetails({ frame, integration }: IntegrationDetailsProps) {
  const { id, name, description, category, categories, labels, canEdit } = integration;
  const documentation = (
    <MenuItem href={links.integrationDocumentation(id)} icon="book-open">
      Documentation
    </MenuItem>
  );
  const label = (
    <>
      Details <Icon name="chevron-down" />
    </>
  );
  if (!canEdit) {
    const facts = [
      { label: 'Description', value: description || 'None' },
      { label: 'Category', value: category || 'None' },
      { label: 'Labels', value: labels.join(', ') || 'None' },
    ];
    return (
      <Menu label={label} form>
        <Facts items={facts} small />
        {documentation}
      </Menu>
    );
  }
  return (
    <Menu label={label} form>
      <form class="stack" method="post" action={links.integration(id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="return" value={frame.path} />
        <Was values={savedDetails(integration)} />
        <Field id="details-name" name="name" label="Name" value={name} required />
        <Field
          id="details-description"
          name="description"
          label="Description"
          kind="textarea"
          rows={2}
          value={description}
        />
        <Field
          id="details-category"
          name="category"
          label="Category"
          optional
          kind="datalist"
          suggestions={categories}
          value={category}
        />
        <Field
          id="details-labels"
          name="labels"
          label="Labels"
          optional
          value={labels.join(', ')}
          help="Separate with commas."
        />
        {documentation}
        <Button kind="primary">Save details</Button>
      </form>
    </Menu>
  );
}
