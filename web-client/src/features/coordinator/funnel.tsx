/**
 * "Where do they stay?": how many reached each step, as threads and as a table.
 *
 * Owns this chart. Must not: compute the figures, or leave anything to colour alone.
 */
import type { Funnel as FunnelCounts } from '../../api/types';
import { largestLoss, stages } from './figures';
import { number, percent } from './format';
import { t, tn } from './words';

export function Funnel({ funnel }: { funnel: FunnelCounts }) {
  const steps = stages(funnel);
  const loss = largestLoss(funnel);
  return (
    <section class="of-card of-chart" aria-labelledby="funnel">
      <h2 id="funnel">{t('funnel.title')}</h2>
      <p class="of-answer" data-test="funnel-answer">
        {loss ? tn('funnel.answer', loss.people, { from: t(`funnel.${loss.from}`), to: t(`funnel.${loss.to}`) }) : t('funnel.answerNone')}
      </p>
      <ol class="of-funnel">
        {steps.map((step) => (
          <li key={step.stage}>
            <span>{t(`funnel.${step.stage}`)}</span>
            <svg width="100%" height="30" aria-hidden="true">
              <defs>
                <pattern id={`of-weave-${step.stage}`} width="14" height="30" patternUnits="userSpaceOnUse">
                  <path class="of-stitch" d="M7 10l5 5-5 5-5-5z" />
                </pattern>
              </defs>
              <rect width="100%" height="30" rx="7" class="of-track" />
              <rect width="100%" height="30" rx="7" fill={`url(#of-weave-${step.stage})`} class="of-open" />
              <rect width={`${step.share}%`} height="30" rx="7" class={`of-bar-${step.stage}`} />
              {step.share > 0 && <rect width={`${step.share}%`} height="30" rx="7" fill={`url(#of-weave-${step.stage})`} class="of-woven" />}
            </svg>
            <b>{number(step.people)}</b>
            <span class="of-lost">
              {step.lost > 0 && (
                <>
                  −{number(step.lost)}
                  <span class="unseen"> {t('funnel.lost')}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      <details class="of-twin" data-test="funnel-table">
        <summary>{t('table.show')}</summary>
        <table class="of-small">
          <caption class="unseen">{t('funnel.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('funnel.step')}</th>
              <th scope="col" class="of-n">{t('funnel.people')}</th>
              <th scope="col" class="of-n">{t('funnel.share')}</th>
              <th scope="col" class="of-n">{t('funnel.lost')}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.stage}>
                <th scope="row">{t(`funnel.${step.stage}`)}</th>
                <td class="of-n">{number(step.people)}</td>
                <td class="of-n">{percent(step.share)}</td>
                <td class="of-n">{number(step.lost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
