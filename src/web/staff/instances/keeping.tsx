import { KeepingPage } from '../../../../views/instances/keeping.tsx';
import { links } from '../../../lib/links.ts';
import { KEPT_DATA, setKeeping } from '../../../models/data-life.ts';
import { getListedInstance } from '../../../models/instance-list.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';

const MOST = { dataDays: 3650, storedMb: 1_000_000 };

type Values = { data: string; dataDays: string; storedMb: string };

async function keepingPage({ deps, frame, user }: SignedIn, id: string, typed?: Values, errors = {}) {
  const instance = await getListedInstance(deps.store.read, viewerOf(user), id);
  const { data, dataDays, storedMb } = instance.keeping ?? {};
  const values = typed ?? {
    data: data ?? '',
    dataDays: dataDays === undefined ? '' : String(dataDays),
    storedMb: storedMb === undefined ? '' : String(storedMb),
  };
  return show(
    <KeepingPage frame={frame} instance={instance} values={values} errors={errors} />,
    typed ? 422 : 200,
  );
}

export const showKeeping = handler<'id'>(async (visit) => await keepingPage(visit, visit.param('id')));

export const submitKeeping = handler<'id'>(async (visit) => {
  const { deps, user, param, form } = visit;
  const typed = {
    data: form.text('data'),
    dataDays: form.text('dataDays').trim(),
    storedMb: form.text('storedMb').trim(),
  };
  const errors: Record<string, string> = {};
  const numberIn = (name: 'dataDays' | 'storedMb') => {
    if (typed[name] === '') return undefined;
    const number = Number(typed[name]);
    if (Number.isInteger(number) && number >= 1 && number <= MOST[name]) return number;
    errors[name] = `This must be a whole number from 1 to ${MOST[name]}, or empty.`;
    return undefined;
  };
  const data = KEPT_DATA.find((each) => each === typed.data);
  const [dataDays, storedMb] = [numberIn('dataDays'), numberIn('storedMb')];
  if (Object.keys(errors).length > 0) return await keepingPage(visit, param('id'), typed, errors);
  const keeping = {
    ...(data && { data }),
    ...(dataDays !== undefined && { dataDays }),
    ...(storedMb !== undefined && { storedMb }),
  };
  await change(deps, user, (tx) => setKeeping(tx, viewerOf(user), param('id'), keeping));
  return goTo(links.instance(param('id')));
});
