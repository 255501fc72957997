import { action, type PageRoute, page } from '../../kit/page.ts';
import { discardAnswers, showAnswers, startAnswers, submitAnswers, submitAnswersForm } from './answers.ts';
import { showMine } from './list.tsx';
import {
  discardOwnAnswers,
  showOwnAnswers,
  showOwnAnswersRemoval,
  startOwnAnswers,
  startPersonalSignIn,
  submitOwnAnswers,
  submitOwnAnswersForm,
  submitOwnAnswersRemoval,
} from './own-answers.tsx';
import {
  showOwn,
  showOwnRemoval,
  showUpdate,
  submitName,
  submitOwnActivation,
  submitOwnRemoval,
  submitUpdate,
} from './show.tsx';

export const mineRoutes: PageRoute[] = [
  page('/marketplace/mine', 'instances:read', showMine),
  page('/marketplace/mine/:id', 'instances:read', showOwn),
  page('/marketplace/mine/:id/answers', 'instances:write', startAnswers),
  action('/marketplace/mine/:id/answers/discarding', 'instances:write', discardAnswers),
  page('/marketplace/mine/:id/answers/:page', 'instances:write', showAnswers),
  action('/marketplace/mine/:id/answers/:page', 'instances:write', submitAnswers),
  action('/marketplace/mine/:id/answers/:page/form', 'instances:write', submitAnswersForm),
  page('/marketplace/mine/:id/own-answers', 'own-answers:write', startOwnAnswers),
  action('/marketplace/mine/:id/own-answers/discarding', 'own-answers:write', discardOwnAnswers),
  page('/marketplace/mine/:id/own-answers/removal', 'own-answers:write', showOwnAnswersRemoval),
  action('/marketplace/mine/:id/own-answers/removal', 'own-answers:write', submitOwnAnswersRemoval),
  page('/marketplace/mine/:id/own-answers/:page', 'own-answers:write', showOwnAnswers),
  action('/marketplace/mine/:id/own-answers/:page', 'own-answers:write', submitOwnAnswers),
  action('/marketplace/mine/:id/own-answers/:page/form', 'own-answers:write', submitOwnAnswersForm),
  page('/marketplace/own-connections/:id/authorization', 'own-answers:write', startPersonalSignIn),
  action('/marketplace/mine/:id/name', 'instances:write', submitName),
  action('/marketplace/mine/:id/activation', 'instances:write', submitOwnActivation),
  page('/marketplace/mine/:id/update', 'marketplace:write', showUpdate),
  action('/marketplace/mine/:id/update', 'marketplace:write', submitUpdate),
  page('/marketplace/mine/:id/removal', 'instances:remove', showOwnRemoval),
  action('/marketplace/mine/:id/removal', 'instances:remove', submitOwnRemoval),
];
