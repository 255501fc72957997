import { Section } from '../../views/kit/card.tsx';
import { ConnectionCard } from '../../views/kit/connection-card.tsx';
import { FieldGroup } from '../../views/kit/field-frame.tsx';
import { IntegrationTile } from '../../views/kit/integration-tile.tsx';
import { ListingCard } from '../../views/kit/listing-card.tsx';
import { PageHead } from '../../views/kit/page-head.tsx';
import { Tile } from '../../views/kit/tile.tsx';
import { Mapping, ReviewCard, WizardSteps } from '../../views/kit/wizard.tsx';

const OPTIONS = [
  { value: 'reference', label: 'Reference' },
  { value: '', label: 'Do not send' },
];

export function KitCustomer() {
  return (
    <>
      <PageHead title="Connect Larkfield to the tools you use" note="One is working for you now." />
      <Section id="yours" title="Yours">
        <ul class="columns">
          <li>
            <ListingCard
              id="listing-1"
              name="Signpost CRM"
              category="Customers"
              description="Keeps buyers the same on both sides."
              tile={<Tile hue={5} icon="contact" kind="large" />}
              status={{ state: 'failed', text: 'Needs attention' }}
              readMore="/l/1"
              action={{ href: '/l/1', label: 'Sign in again', primary: true }}
            />
          </li>
          <li>
            <ListingCard
              id="listing-2"
              name="Ledgerline"
              category="Accounting"
              description="Posts invoices."
              tile={<IntegrationTile id="int_2" name="Ledgerline" icon={null} large />}
              readMore="/l/2"
              action={{ href: '/l/2/activation', label: 'Activate' }}
            />
          </li>
        </ul>
      </Section>
    </>
  );
}

export function KitWizard() {
  return (
    <>
      <WizardSteps
        steps={[
          { label: 'Welcome', state: 'done' },
          { label: 'Orders', state: 'current' },
          { label: 'Review', state: 'ahead' },
        ]}
      />
      <PageHead title="Your orders in Acme" />
      <ConnectionCard
        id="c1"
        title="Connect to Acme"
        status={{ state: 'succeeded', text: 'Connected as bramble-shop' }}
        action={{ href: '/c/1', label: 'Use another account' }}
      />
      <ConnectionCard
        id="c2"
        title="Acme Returns"
        note="Optional. You sign in at Acme."
        action={{ href: '/c/2', label: 'Connect to Acme Returns', primary: true }}
      />
      <FieldGroup id="fields" legend="What goes where?" help="We filled in what we could guess.">
        <Mapping
          rows={[
            { id: 'm0', name: 'number', label: 'Order number', value: 'reference', options: OPTIONS },
            {
              id: 'm1',
              name: 'note',
              label: 'Note',
              value: undefined,
              options: OPTIONS,
              error: 'Choose one.',
            },
          ]}
        />
      </FieldGroup>
      <ReviewCard id="r1" title="Orders" change="/w/1" rows={[{ label: 'Warehouse', value: 'Leipzig' }]} />
    </>
  );
}
