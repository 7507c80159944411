/**
 * Owns what the make-believe programme asks, its tracks and its course elsewhere, its notices, and
 * what was said of them. Must not: reach a learner's phone.
 */
import type { Action, Catalogue, RecordView } from './types';

export const programmeParts: Pick<Catalogue, 'requirements' | 'tracks' | 'outside'> = {
  requirements: [
    {
      id: 'correo', kind: 'email', title: { es: 'Un correo electrónico', en: 'An e-mail address' },
      ask: { es: '¿Tienes un correo electrónico que puedes abrir hoy?', en: 'Do you have an e-mail address that you can open today?' },
      step: { text: { es: 'Haz tu correo aquí: la lección te lleva paso a paso.', en: 'Make your e-mail here: the lesson takes you step by step.' }, lesson: { course: 'basico', number: 1 } },
    },
    {
      id: 'compromiso', kind: 'commitment', title: { es: 'Tiempo para el programa', en: 'Time for the programme' },
      ask: { es: '¿Tienes unas 5 horas por semana para el programa?', en: 'Do you have some 5 hours a week for the programme?' },
      step: { text: { es: 'Habla con tu facilitadora: juntas buscan qué horas son posibles.', en: 'Talk with your facilitator about which hours are possible.' } },
    },
  ],
  tracks: [
    { id: 'call-center', title: { es: 'Atención por teléfono y chat', en: 'Call centre' }, about: { es: 'Horario fijo, hablas con personas, ingreso cada mes.', en: 'Fixed hours, an income every month.' }, chosenAfter: [] },
    { id: 'gig', title: { es: 'Encargos por aplicación', en: 'Gig economy' }, about: { es: 'Eliges tus horas; cada encargo se paga aparte.', en: 'You choose your hours.' }, chosenAfter: [] },
    { id: 'en-linea', title: { es: 'Vender en línea', en: 'Online economy' }, about: { es: 'Vendes lo tuyo por internet, desde tu casa.', en: 'You sell what is yours, from home.' }, chosenAfter: [] },
  ],
  outside: [
    {
      id: 'ciber', title: { es: 'Introducción a la ciberseguridad', en: 'Introduction to cybersecurity' }, url: 'https://example.org/curso', confirm: 'staff',
      lessons: [
        { id: 'fuera222', title: { es: 'Qué hay que cuidar', en: 'What has to be protected' }, minutes: 90 },
        { id: 'fuera333', title: { es: 'Cómo atacan', en: 'How attacks are made' }, minutes: 120 },
      ],
    },
  ],
};

/** What somebody said of all this. */
export class FakeSteps {
  requirements: Record<string, { met: boolean; byStaff: boolean }> = {};
  choice: RecordView['choice'];
  interest = new Set<string>();
  word: 'asked' | 'allowed' | 'declined' = 'asked';

  take(action: Extract<Action, { type: 'requirement' | 'choose_track' | 'interest' | 'release' }>): void {
    if (action.type === 'interest') this.interest[action.interested ? 'add' : 'delete'](action.opening);
    else if (action.type === 'release') this.word = action.allowed ? 'allowed' : 'declined';
    else if (action.type === 'requirement') this.requirements = { ...this.requirements, [action.requirement]: { met: action.met, byStaff: false } };
    else this.choice = action;
  }

  get view(): Pick<RecordView, 'requirements' | 'choice' | 'notices' | 'referrals'> {
    const told = { cohort: 'c1', endsOn: '2099-12-20', by: 'Rosa Mamani' };
    return {
      notices: [
        { ...told, id: 'trabajo', kind: 'opening', title: 'Atención por teléfono', text: 'Medio tiempo, por las mañanas.\nContrato de un año.', company: 'Llamadas Andinas', place: 'El Alto', tracks: ['call-center'], courses: ['ciber'], interested: this.interest.has('trabajo') },
        { ...told, id: 'feria', kind: 'fair', title: 'Feria de emprendimientos', text: 'En la plaza, de 9:00 a 17:00.', interested: false },
      ],
      referrals: [{ id: 'presentar', opening: 'trabajo', company: 'Llamadas Andinas', text: 'María Quispe terminó el curso de atención por teléfono. Vive en El Alto y puede trabajar por las mañanas.', day: '2026-11-22', version: 'aa', state: this.word }],
      requirements: this.requirements, ...(this.choice === undefined ? {} : { choice: this.choice }),
    };
  }
}
