import { join } from 'node:path';
import { damagedText, isNewInstallation } from '../db/found-data.ts';
import { DAMAGED } from '../db/look-through.ts';
import { damageIn } from '../db/sqlite/damage.ts';
import { AppError } from '../lib/errors.ts';
import type { Command } from './command.ts';

/** `stepwell verify`: whether a data folder, or a copy of one, can be relied upon; also while another process serves it. */
export const verify: Command = {
  summary: 'looks through the database of the data folder for damage; exit code 2 where there is any',
  async run(args, readSettings) {
    if (args.words.length > 0)
      throw new AppError('invalid', 'Name the folder by --data: stepwell verify --data FOLDER');
    const { STEPWELL_DATA: folder } = readSettings();
    if (isNewInstallation(folder)) throw new AppError('not_found', `There is no database in ${folder}.`);
    const damage = damageIn(join(folder, 'stepwell.db'));
    console.log(damage ? damagedText(folder, damage) : `The database in ${folder} is sound.`);
    return damage ? DAMAGED : 0;
  },
};
