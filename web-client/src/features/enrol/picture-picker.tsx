/**
 * Owns the grid of pictures to choose from, each with its name.
 *
 * Must not: show one that somebody on this phone has already.
 */
import { t, type Key } from '../../i18n';
import { PictureDisc, PICTURES } from '../../ui/pictures';

interface Props {
  readonly taken: ReadonlySet<number>;
  readonly chosen: number | undefined;
  readonly onChoose: (picture: number) => void;
}

export function PicturePicker({ taken, chosen, onChoose }: Props) {
  const free = PICTURES.map((_, at) => at).filter((at) => !taken.has(at));
  if (!free.length) return <p>{t('enrol.full')}</p>;
  return (
    <div class="enrol-pictures">
      {free.map((at) => (
        <button
          type="button"
          key={at}
          class="enrol-picture"
          aria-pressed={at === chosen}
          data-test={`picture-${at}`}
          onClick={() => onChoose(at)}
        >
          <PictureDisc picture={at} size="m" />
          {t(`picture.${at}` as Key)}
        </button>
      ))}
    </div>
  );
}
