/**
 * Owns the made-up programme, lessons and record of the fake engine.
 *
 * Must not: reach a learner's phone: only `fake.ts` imports it, and only development imports that.
 */
import { hoursOf } from './fake-hours';
import type { Catalogue, Lesson, LessonProgress, Page, WorkEntry, WorkVersion } from './types';

const DAY = 86_400;

const picture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="420"><rect width="900" height="420" fill="#f3f1ea"/><rect x="40" y="40" width="820" height="60" rx="10" fill="#2b3a8c"/><text x="70" y="80" font-size="28" fill="#fff" font-family="sans-serif">Para: maria@ejemplo.org</text><rect x="40" y="120" width="820" height="200" rx="10" fill="#fff" stroke="#bbb"/><text x="70" y="170" font-size="24" font-family="sans-serif">Buenos días, le escribo por el aviso de trabajo…</text><rect x="640" y="340" width="220" height="56" rx="12" fill="#0f766e"/><text x="705" y="377" font-size="26" fill="#fff" font-family="sans-serif">Enviar</text></svg>',
)}`;

const lessonTitles: readonly (readonly [id: string, title: string, level: number, minutes: number, hasQuiz: boolean])[] = [
  ['inet0001', '¿Cómo funciona internet?', 0, 8, false],
  ['mail0001', 'Correo electrónico', 0, 6, true],
  ['mail0002', 'Escribir un mensaje claro', 1, 5, false],
  ['mail0003', 'Cuidar tu contraseña', 1, 7, true],
  ['term0001', 'La línea de comandos', 0, 12, false],
  ['code0001', 'Tu primer programa', 0, 15, true],
];

export const catalogue: Catalogue = {
  programme: { id: 'puente', title: { es: 'Puente digital', en: 'Digital bridge' } },
  courses: [
    {
      id: 'basico', title: { es: 'Primeros pasos en la red', en: 'First steps online' }, language: 'es', pack: 'pack-basico', version: 'v1', sizeBytes: 1_430_000,
      lessons: lessonTitles.map(([id, title, level, minutes, hasQuiz]) => ({ id, title, level, minutes, hasQuiz, pages: hasQuiz ? 3 : 2 })),
    },
    {
      id: 'clients', title: { es: 'Atender a clientes en inglés', en: 'Helping customers' }, language: 'en', pack: 'pack-clients', version: 'v1', sizeBytes: 5_640_000,
      lessons: [{ id: 'call0001', title: 'Greeting a customer', level: 0, pages: 2, minutes: 5, hasQuiz: false }],
    },
  ],
  tasks: [
    { id: 'label', title: { es: 'Etiquetar imágenes', en: 'Label images' }, icon: 'image', measure: 'minutes' },
    { id: 'transcribe', title: { es: 'Transcribir audios', en: 'Transcribe audio' }, icon: 'audio', measure: 'minutes' },
    { id: 'outline', title: { es: 'Marcar contornos', en: 'Draw outlines' }, icon: 'tag', measure: 'units', unit: { es: 'imágenes', en: 'images' } },
  ],
};

const text = (html: string): Page => ({ kind: 'text', html });

export function lessonOf(id: string): Lesson | undefined {
  const course = catalogue.courses.find((each) => each.lessons.some((lesson) => lesson.id === id));
  const head = course?.lessons.find((lesson) => lesson.id === id);
  if (!course || !head) return undefined;
  const pages: Page[] = [
    text(`<p>El correo electrónico es como una carta que llega en un momento. Cada persona tiene su <strong>dirección</strong>, que no se repite.</p><h2>Las partes de una dirección</h2><details><summary>¿De dónde viene la arroba?</summary><p>Era una medida de peso en los mercados.</p></details><ul><li>Tu nombre o apodo</li><li>El signo <code>@</code>, que se dice arroba</li><li>El nombre del servicio</li></ul><pre><code>maria.quispe@ejemplo.org</code></pre><p>Mira <a href="#lesson-mail0001" data-lesson="mail0001" data-page="1" data-anchor="a-escribir">cómo se escribe</a>. Si quieres repasar, vuelve a <a href="#" data-lesson="inet0001">¿Cómo funciona internet?</a> o mira <a href="https://es.wikipedia.org/wiki/Correo_electr%C3%B3nico">más en internet</a>.</p>`),
    text(`<h2 id="a-escribir">Escribir y enviar</h2><p>Toca <em>Redactar</em>, escribe la dirección y tu mensaje. Al final toca <em>Enviar</em>.</p><figure><img src="${picture}" alt="Un mensaje listo para enviar" width="900" height="420"></figure><blockquote><p>Revisa la dirección antes de enviar. Un mensaje enviado no se puede borrar.</p></blockquote><div class="table"><table><thead><tr><th>Botón</th><th>Qué hace</th></tr></thead><tbody><tr><td>Responder</td><td>Contesta a quien te escribió</td></tr><tr><td>Reenviar</td><td>Manda el mensaje a otra persona</td></tr></tbody></table></div>`),
  ];
  if (head.hasQuiz) {
    pages.push({
      kind: 'quiz',
      quiz: {
        title: '¿Qué recuerdas?',
        questions: [
          { ask: '¿Qué signo tiene toda dirección de correo?', options: [{ text: 'El numeral #', right: false, why: 'El numeral se usa para marcar temas. Piensa en la arroba.' }, { text: 'La arroba @', right: true, why: 'La arroba separa tu nombre del servicio.' }, { text: 'El signo de pesos $', right: false }] },
          { ask: 'Antes de enviar, ¿qué conviene revisar?', options: [{ text: 'La dirección de quien recibe', right: true, why: 'Así llega a quien debe.' }, { text: 'El color de la pantalla', right: false, why: 'El color no cambia a quién le llega.' }] },
        ],
      },
    });
  }
  return { id, title: head.title, language: course.language, pages };
}

export function sampleLessons(now: number): Record<string, LessonProgress> {
  const done = (lesson: string, daysBack: number, held: LessonProgress['held'], scorePercent?: number): LessonProgress => {
    const at = now - daysBack * DAY;
    return { lesson, state: 'done', place: 2, seconds: 420, completedAt: at, lastAt: at, held, ...(scorePercent === undefined ? {} : { scorePercent }) };
  };
  return {
    inet0001: done('inet0001', 24, 'office'),
    mail0002: done('mail0002', 17, 'office'),
    mail0003: done('mail0003', 9, 'office', 80),
    mail0001: { lesson: 'mail0001', state: 'open', place: 1, seconds: 95, lastAt: now - 2 * DAY, held: 'phone' },
  };
}

const dayBack = (now: number, days: number): string => new Date((now - days * DAY) * 1000).toISOString().slice(0, 10);

export function sampleWork(now: number): WorkEntry[] {
  const version = (n: number, daysBack: number, fields: Partial<WorkVersion>): WorkVersion => ({
    op: `${n}@a1b2`, version: `${n}`, task: 'label', day: dayBack(now, daysBack), withdrawn: false, at: now - daysBack * DAY, mine: true, held: 'office', ...fields,
  });
  const entry = (n: number, ...live: WorkVersion[]): WorkEntry => ({ id: `0193a000-0000-7000-8000-${String(n).padStart(12, '0')}`, live, openQuestion: live.length > 1, hours: hoursOf(n, live), earlier: [] });
  const entries = [
    entry(1, version(1, 0, { minutes: 150, held: 'phone', start: 540 })),
    { ...entry(2, version(2, 1, { minutes: 90, held: 'centre', note: 'Grupo 14, fotos de la calle' })), earlier: [version(3, 1, { minutes: 60, at: now - DAY - 3600 })] },
    entry(4, version(4, 3, { minutes: 120, held: 'centre' }), version(5, 3, { minutes: 180, mine: false, at: now - 3 * DAY + 900 })),
    entry(6, version(6, 4, { task: 'outline', units: 120 })),
    entry(7, version(7, 4, { minutes: 45, withdrawn: true })),
  ];
  for (let at = 0; at < 22; at += 1) {
    const daysBack = 7 + Math.floor(at * 1.3);
    entries.push(entry(20 + at, version(20 + at, daysBack, { task: at % 4 === 2 ? 'transcribe' : 'label', minutes: 30 + ((at * 7) % 9) * 15 })));
  }
  return entries;
}
