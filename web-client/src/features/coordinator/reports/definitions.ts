/**
 * What figures count, in words, and after whom: by the codes of `docs/REPORTS.md`.
 *
 * Owns which words belong to a report. Must not: hold them (the tables do).
 */
import type { Report } from '../../../api/reports';
import { told } from './words';

export interface Definition {
  readonly code: string;
  readonly name: string;
  readonly words: string;
  readonly source?: string;
}

/** In the order in which the office names them; a code that is not known yet stands for itself. */
export function definitionsOf(report: Report): readonly Definition[] {
  const seen = new Set<string>();
  return Object.entries(report.definitions).flatMap(([figure, code]) => {
    if (seen.has(code)) return [];
    seen.add(code);
    const source = told(`source.${code}`);
    return [{ code, name: told(`figure.${report.report}.${figure}`) ?? told(`figure.${figure}`) ?? figure, words: told(`definition.${code}`) ?? code, ...(source ? { source } : {}) }];
  });
}
