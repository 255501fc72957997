import { acceptInvitation, invite } from '../../../../src/models/invitations.ts';
import { createUser } from '../../../../src/models/users.ts';
import type { Desk } from '../../../support/app.ts';

export const PASSWORD = 'seven quiet lanterns';

/** Makes one after the other of staff who have the PASSWORD; each call answers the e-mail of another. */
export function somebodyAt({ deps }: Desk): () => Promise<string> {
  let number = 0;
  return async () => {
    number += 1;
    const email = `dana${number}@larkfield.example`;
    const token = await deps.store.write(async (tx) => {
      const user = await createUser(tx, { email, name: 'Dana', role: 'builder' });
      return await invite(tx, user.id, 'set_up');
    });
    await acceptInvitation(deps, token, { name: 'Dana', password: PASSWORD });
    return email;
  };
}
