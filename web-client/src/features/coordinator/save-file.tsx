/**
 * Files for the person's own disk.
 *
 * Owns starting a download and saying when it did not work. Must not: decide what a file holds.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { Act } from '../../api/types';
import { reason } from './trouble';
import { t } from './words';

const failed = signal<ApiError | undefined>(undefined);

export function saveText(name: string, text: string): void {
  failed.value = undefined;
  save(name, new Blob([text], { type: 'text/csv;charset=utf-8' }));
}

/** A link to a file of the server; fetched first, so that trouble becomes words. */
export function FileLink({ path, name, words, test, act }: { path: string; name: string; words: string; test: string; act: Act }) {
  const fetchAndSave = async (event: Event) => {
    event.preventDefault();
    try {
      save(name, await api.file(path));
      failed.value = undefined;
    } catch (thrown) {
      failed.value = asApiError(thrown);
    }
  };
  return (
    <a class="of-button of-quiet" href={path} download={name} onClick={(event) => void fetchAndSave(event)} data-test={test} data-act={act}>
      {words}
    </a>
  );
}

export function DownloadTrouble() {
  // What went wrong on one page is no news on the next.
  useEffect(() => () => void (failed.value = undefined), []);
  return (
    <p class="of-problem of-screen-only" role="status" data-test="download-problem">
      {failed.value && t('download.failed', { reason: reason(failed.value) })}
    </p>
  );
}

function save(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
