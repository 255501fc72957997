import { openDataFolder } from '../db/data-folder.ts';
import type { Database } from '../db/store.ts';
import { baseUrl } from '../lib/config.ts';
import { createVault, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { record, writeAs } from '../models/audit.ts';
import { commandAuthor } from '../models/authors.ts';
import { invite } from '../models/invitations.ts';
import { isSetUp, renewSetUpLink } from '../models/set-up.ts';
import { checkVaultKey } from '../models/settings-store.ts';
import { createUser, findUserByEmail } from '../models/users.ts';
import type { Command } from './command.ts';

/** `stepwell admin create EMAIL` and `admin reset [EMAIL]`: print a one-time link. */
export const admin: Command = {
  summary: 'create EMAIL or reset [EMAIL]: prints a one-time link for an owner',
  async run(args, readSettings) {
    const [verb, email, ...more] = args.words;
    const isRight = verb === 'create' ? email !== undefined : verb === 'reset';
    if (!isRight || more.length > 0) throw new AppError('invalid', USE);
    const settings = readSettings();
    const url = baseUrl(settings, settings.STEPWELL_PORT);
    const folder = openDataFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, 'visit');
    try {
      const vault = createVault(folder.key);
      const path = await writeAs(folder.store, commandAuthor('admin'), async (tx) => {
        await checkVaultKey(tx, vault);
        return verb === 'create' && email !== undefined
          ? await createOwner(tx, email)
          : await reset(tx, vault, email);
      });
      console.log(url + path);
      return 0;
    } finally {
      await folder.close();
    }
  },
};

const USE = 'Say what to do for whom: stepwell admin create EMAIL, or stepwell admin reset EMAIL';

async function createOwner(tx: Database, email: string): Promise<string> {
  const known = await findUserByEmail(tx, email);
  if (known) {
    const message = `${known.email} has an account already. Use \`stepwell admin reset ${known.email}\`.`;
    throw new AppError('conflict', message);
  }
  const owner = await createUser(tx, { email, role: 'owner' });
  await record(tx, 'person.invited', owner, { role: 'owner' });
  return `/invitations/${await invite(tx, owner.id, 'set_up')}`;
}

/** While nobody has set anything up, it is the set-up that starts over. */
async function reset(tx: Database, vault: Vault, email: string | undefined): Promise<string> {
  const user = email === undefined ? undefined : await findUserByEmail(tx, email);
  if (user) {
    await record(tx, 'person.link_made', user, { purpose: 'reset' });
    return `/invitations/${await invite(tx, user.id, 'reset')}`;
  }
  if (!(await isSetUp(tx))) return `/set-up/${await renewSetUpLink(tx, vault)}`;
  if (email === undefined) throw new AppError('invalid', USE);
  throw new AppError('not_found', `Nobody here has the e-mail address ${email}.`);
}
