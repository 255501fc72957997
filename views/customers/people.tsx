import { links } from '../../src/lib/links.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { People, type PeopleFacts, PersonDialog } from '../people/people.tsx';

type CustomerPeopleProps = PeopleFacts & { customer: { id: string; name: string } };

/** Who of a customer signs in on the marketplace. */
export function CustomerPeoplePage(props: CustomerPeopleProps) {
  const { frame, customer, dialog, roles, list } = props;
  const front = dialog && <PersonDialog frame={frame} row={dialog} roles={roles} close={list} />;
  return (
    <StaffLayout frame={frame} title={`People of ${customer.name}`} section="customers" dialog={front}>
      <div class="stack">
        <Breadcrumb
          items={[
            { href: links.customers(), label: 'Customers' },
            { href: links.customer(customer.id), label: customer.name },
          ]}
          here="People"
        />
        <PageHead
          title={`People of ${customer.name}`}
          note="They sign in on the marketplace, and see what belongs to this customer alone."
        />
      </div>
      <People {...props} />
    </StaffLayout>
  );
}
