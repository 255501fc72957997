import type { PropsWithChildren } from 'hono/jsx';
import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { RoleChoices, type RoleOption } from '../settings/role-choices.tsx';

type InvitationFormProps = {
  frame: Frame;
  action: string;
  roles: RoleOption[];
  /** Chosen until somebody chooses another. */
  usual: string;
  values: Record<string, string>;
  errors: Record<string, string>;
  /** Whether mail is sent, or links are handed over. */
  hasMail: boolean;
};

export function InvitationForm(props: InvitationFormProps) {
  const { frame, action, roles, usual, values, errors, hasMail } = props;
  return (
    <form class="card stack" method="post" action={action} aria-labelledby="invite">
      <Csrf token={frame.csrf} />
      <h2 id="invite">Invite someone</h2>
      <Field kind="email" name="email" label="E-mail" value={values.email} error={errors.email} required />
      <RoleChoices
        id={fieldId({ name: 'role' })}
        legend="Role"
        roles={roles}
        value={values.role ?? usual}
        error={errors.role}
      />
      <div class="row">
        <Button kind="primary">{hasMail ? 'Send invitation' : 'Make a link'}</Button>
        <span class="small muted grow">
          {hasMail ? 'It is sent by mail.' : 'You send it yourself.'} The link is good for seven days and
          works once.
        </span>
      </div>
    </form>
  );
}

type Person = { role: string; roleName: string; isInvited: boolean; isSelf: boolean };

/** What somebody may do, in a list. */
export function PersonRole({ person: { roleName, isInvited, isSelf } }: { person: Person }) {
  return (
    <div class="row">
      {roleName} {isInvited ? <Badge tone="warn">Invited</Badge> : null}
      {isSelf ? <Badge tone="brand">You</Badge> : null}
    </div>
  );
}

type RoleFormProps = PropsWithChildren<{
  frame: Frame;
  id: string;
  action: string;
  person: Person;
  roles: RoleOption[];
}>;

/** Another role for somebody, with what else it asks. */
export function RoleForm({ frame, id, action, person, roles, children }: RoleFormProps) {
  return (
    <form class="stack" method="post" action={action}>
      <Csrf token={frame.csrf} />
      <RoleChoices
        id={id}
        legend="Role"
        roles={roles}
        value={person.role}
        help="Another role signs them out everywhere."
      />
      {children}
      <div class="row">
        <Button kind="primary">Save role</Button>
      </div>
    </form>
  );
}

/** Another link for somebody who has lost theirs, or their password. */
export function NewLinkForm({ frame, action, person }: Pick<RoleFormProps, 'frame' | 'action' | 'person'>) {
  return (
    <form class="row" method="post" action={action}>
      <Csrf token={frame.csrf} />
      <Button>{person.isInvited ? 'Make a new invitation link' : 'Make a link for a new password'}</Button>
      <span class="small muted grow">The link before it stops working.</span>
    </form>
  );
}
