import { openDataFolder } from '../db/data-folder.ts';
import { AppError } from '../lib/errors.ts';
import { createOwner, invite, userByEmail } from '../models/users.ts';
import type { Command } from './command.ts';

/** `stepwell admin create EMAIL` and `admin reset EMAIL`: print a one-time link. */
export const admin: Command = {
  summary: 'create EMAIL or reset EMAIL: prints a one-time link for an owner',
  async run(args, readSettings) {
    const [verb, email, ...more] = args.words;
    if ((verb !== 'create' && verb !== 'reset') || email === undefined || more.length > 0) {
      throw new AppError(
        'invalid',
        'Say what to do for whom: stepwell admin create EMAIL, or stepwell admin reset EMAIL',
      );
    }
    const settings = readSettings();
    const url = settings.STEPWELL_URL ?? `http://${settings.STEPWELL_HOST}:${settings.STEPWELL_PORT}`;
    const folder = openDataFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, 'visit');
    try {
      const token = await folder.store.write(async (tx) => {
        const user = verb === 'create' ? await createOwner(tx, email) : await userByEmail(tx, email);
        return await invite(tx, user.id, verb === 'create' ? 'set_up' : 'reset');
      });
      console.log(`${url}/invitations/${token}`);
      return 0;
    } finally {
      await folder.close();
    }
  },
};
