/**
 * Owns her certificates: the list, and each one to show by its code or to print.
 *
 * Must not: judge them; what stands in her record is shown as it is, also that one was taken back.
 */
import { useState } from 'preact/hooks';
import { wordsIn } from '../../app/amounts';
import { opened, stands as isGood } from '../../app/awards';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { share } from '../../app/hand-on';
import { beginErrand } from '../../app/leaving';
import { go } from '../../app/router';
import { catalogue, record } from '../../app/store';
import { credentialOf } from '../../engine/certificates';
import type { Award, Certificate, Day, RecordView } from '../../engine/types';
import { locale, t, tn } from '../../i18n';
import { dateName } from '../../i18n/dates';
import { formatNumber } from '../../i18n/numbers';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import { QrCode } from '../../ui/qr-code';
import './certificates.css';
import { Paper } from './paper';

/** What the code says: an address of this app, of which the server sees nothing after the `#`. */
export function addressOf({ link }: Pick<Certificate, 'link'>): string {
  return `${location.origin}/v#${link}`;
}

function titleOf({ title }: Certificate): string {
  return title[locale.value] ?? title['es'] ?? '';
}

function said(day: string): string {
  return dateName(day, today.value, locale.value);
}

/** Her part of home; with nothing to show it says so. */
export function MyCertificates({ mine }: { readonly mine: RecordView }) {
  const count = (mine.certificates ?? []).filter(({ revoked }) => revoked === undefined).length;
  return (
    <Card test="home-certificates" onPress={() => go({ place: 'certificates' })}>
      <Chip tone="learn" icon="award">{t('cert.mine')}</Chip>
      <span>{count === 0 ? t('cert.none') : tn('cert.count', count)}</span>
      {opened(catalogue.value?.awards, mine, today.value).some(({ taken }) => taken === undefined) && <Chip tone="work" icon="next" test="home-opens">{t('cert.opens_more')}</Chip>}
    </Card>
  );
}

export function CertificatesScreen() {
  const all = record.value?.certificates ?? [];
  return (
    <Screen title={t('cert.mine')} backs bar>
      {all.length === 0 && <p data-test="certificates-none">{t('cert.none_text')}</p>}
      {all.map((one) => (
        <Card key={one.id} test="certificate" onPress={() => go({ place: 'certificate', certificate: one.id })}>
          <b class="certificate-title">{titleOf(one)}</b>
          <span class="soft">{t('cert.given_on', { day: said(one.day) })}</span>
          <Standing of={one} />
        </Card>
      ))}
    </Screen>
  );
}

function Standing({ of: { revoked, expires } }: { readonly of: Certificate }) {
  if (revoked !== undefined) return <Chip tone="mind" icon="withdraw" test="certificate-revoked">{t('cert.revoked', { day: said(revoked) })}</Chip>;
  if (expires !== undefined && expires < today.value) return <Chip tone="work" icon="calendar" test="certificate-over">{t('cert.over', { day: said(expires) })}</Chip>;
  if (expires !== undefined) return <Chip tone="meet" icon="tick">{t('cert.until', { day: said(expires) })}</Chip>;
  return <Chip tone="meet" icon="tick">{t('cert.stands')}</Chip>;
}

export function CertificateScreen({ id, show }: { readonly id: string; readonly show: 'code' | 'paper' | undefined }) {
  const one = record.value?.certificates?.find((each) => each.id === id);
  if (one === undefined) return <Screen title={t('cert.mine')} backs><p>{t('cert.none_text')}</p></Screen>;
  if (show === 'code') return <Shown one={one} />;
  if (show === 'paper') return <Printed one={one} />;
  const stands = one.revoked === undefined;
  return (
    <Screen title={titleOf(one)} screen={id} backs>
      <Card>
        <p><b>{one.name}</b></p>
        <p>{one.programme[locale.value] ?? one.programme['es']}</p>
        <p class="soft">{t('cert.given_on', { day: said(one.day) })}</p>
        {one.by !== undefined && <p class="soft">{t('cert.by', { name: one.by })}</p>}
        <Standing of={one} />
        {one.reason !== undefined && <p data-test="certificate-reason">{t('cert.why', { reason: one.reason })}</p>}
      </Card>
      <Opens of={one} />
      {stands && (
        <div class="stack">
          <Button icon="look" test="certificate-code" onPress={() => go({ place: 'certificate', certificate: id, show: 'code' })}>{t('cert.show')}</Button>
          <p class="soft">{t('cert.show_text')}</p>
          <Button kind="ghost" icon="print" test="certificate-paper" onPress={() => go({ place: 'certificate', certificate: id, show: 'paper' })}>{t('cert.paper')}</Button>
          <Elsewhere one={one} />
        </div>
      )}
    </Screen>
  );
}

/** What it opens to her, and what to do for it; what she took of it stands also when it is good no more. */
function Opens({ of: one }: { readonly of: Certificate }) {
  const mine = record.value;
  if (mine === undefined) return null;
  const good = isGood(one, today.value);
  const all = opened(catalogue.value?.awards, mine, today.value).filter(({ award, taken }) => award.after === one.certificate && (good || taken !== undefined));
  return <>{all.map(({ award, taken }) => <Opened key={award.id} award={award} taken={taken} />)}</>;
}

function Opened({ award, taken }: { readonly award: Award; readonly taken: Day | undefined }) {
  const title = wordsIn(award.title, locale.value);
  if (taken !== undefined) {
    return (
      <Card test="certificate-taken">
        <Chip tone="meet" icon="tick">{t('cert.taken', { day: said(taken) })}</Chip>
        <b>{title}</b>
      </Card>
    );
  }
  return (
    <Card test="certificate-opens">
      <Chip tone="work" icon="next">{t('cert.opens')}</Chip>
      <b>{title}</b>
      {award.places !== undefined && <p class="soft">{tn('cert.places', award.places, { places: formatNumber(award.places, locale.value) })}</p>}
      <p><b>{t('cert.next')}</b> <span data-test="certificate-next">{wordsIn(award.next, locale.value) || t('cert.next_text')}</span></p>
    </Card>
  );
}

/** Other platforms take it as a file; the office makes it. */
function Elsewhere({ one }: { readonly one: Certificate }) {
  const [said, setSaid] = useState('');
  const take = async () => {
    setSaid(t('app.wait'));
    const made = await credentialOf(one.link);
    if (made.state !== 'here') {
      setSaid(t(made.state === 'none' ? 'cert.file_none' : 'cert.file_no_road'));
      return;
    }
    beginErrand();
    const handed = await share(new File([made.text], `${t('cert.file_name')}-${one.id.slice(0, 8)}.jwt`, { type: 'text/plain' }));
    setSaid(handed === 'saved' ? t('copy.saved') : '');
  };
  return (
    <>
      <Button kind="ghost" icon="send" test="certificate-file" onPress={() => void take()}>{t('cert.file')}</Button>
      <p role="status" data-test="certificate-file-said">{said}</p>
    </>
  );
}

function Shown({ one }: { readonly one: Certificate }) {
  return (
    <Screen title={t('cert.code_title')} screen="code" backs>
      <p class="certificate-title">{titleOf(one)} · {one.name}</p>
      <div class="certificate-code">
        <QrCode text={addressOf(one)} label={t('cert.code_label', { title: titleOf(one) })} test="certificate-qr" level="L" />
      </div>
      <p>{t('cert.code_text')}</p>
    </Screen>
  );
}

function Printed({ one }: { readonly one: Certificate }) {
  const print = () => {
    beginErrand();
    window.print();
  };
  return (
    <Screen title={t('cert.paper_title')} screen="paper" backs foot={<Button icon="print" test="certificate-print" onPress={print}>{t('cert.print')}</Button>}>
      <p class="not-printed">{t('cert.paper_text')}</p>
      <Paper one={one} address={addressOf(one)} />
    </Screen>
  );
}
