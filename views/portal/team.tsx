import { PageHead } from '../kit/page-head.tsx';
import { People, type PeopleFacts, PersonDialog } from '../people/people.tsx';
import { PortalLayout } from './layout.tsx';

/** Who of the customer signs in here. */
export function TeamPage(props: PeopleFacts) {
  const { frame, dialog, roles, list } = props;
  const front = dialog && <PersonDialog frame={frame} row={dialog} roles={roles} close={list} />;
  return (
    <PortalLayout frame={frame} title="Team" place="team" dialog={front}>
      <PageHead title="Team" note="Who of your company signs in here, and what they may do." />
      <People {...props} />
    </PortalLayout>
  );
}
