//! A replica in memory: admission, feed, receipts and digests of one office.
//!
//! Owns what an honest server does with a request, in the smallest form. `Clone` is its backup.

use std::collections::{BTreeMap, HashSet};

use sync_core::batch::Batch;
use sync_core::change::Change;
use sync_core::exchange::{
    ActorState, Cursor, DocumentState, EnrolmentAnswer, EnrolmentRequest, Entry, ProfileAnswer,
    ProfileRequest, ProfileStatus, SyncAnswer, SyncRequest, Token, VERSION,
};
use sync_core::ids::{ChangeHash, DocumentId, DocumentKind, LearnerId, WriterId};
use sync_core::ledger::{Admission, Finding, Ledger, Standing, examine};
use sync_core::record;
use sync_core::sealed_box::SealingPublic;
use sync_core::session::SessionNotice;
use sync_core::trust::{
    PublicKey, Receipt, ReceiptLine, ReplicaCertificate, ReplicaRole, SigningKey,
    WriterCertificate, WriterHolder,
};
use sync_core::verdict::{Exception, Fate, Refusal, Verdict};

pub(crate) const NOW: i64 = 1_795_000_000;
pub(crate) const CENTRAL_SEED: [u8; 32] = [2; 32];

#[derive(Clone)]
struct FeedEntry {
    learner: LearnerId,
    writer: WriterId,
    entry: Entry,
    changes: Vec<(DocumentKind, Change, ChangeHash)>,
}

/// A profile that enrolled here.
#[derive(Clone)]
pub(crate) struct Known {
    read_token: Token,
    pub(crate) device_token: Token,
    pub(crate) sealing: SealingPublic,
    pub(crate) writer: WriterCertificate,
    pub(crate) is_revoked: bool,
}

/// The programme's own server.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) root: SigningKey,
    pub(crate) key: SigningKey,
    pub(crate) epoch: u32,
    pub(crate) documents: BTreeMap<DocumentId, Ledger>,
    pub(crate) known: Vec<Known>,
    feed: Vec<FeedEntry>,
    refused: HashSet<ChangeHash>,
    /// Values with this in them are refused: stands for a rule that the phone does not know.
    pub(crate) forbidden: Option<&'static [u8]>,
    /// Length of the feed in the newest verified backup.
    backed_up: u64,
}

impl Office {
    pub(crate) fn new() -> Self {
        Self {
            root: SigningKey::from_seed([1; 32]),
            key: SigningKey::from_seed(CENTRAL_SEED),
            epoch: 1,
            documents: BTreeMap::new(),
            known: Vec::new(),
            feed: Vec::new(),
            refused: HashSet::new(),
            forbidden: None,
            backed_up: 0,
        }
    }

    /// A backup is made and checked; gives what it is.
    pub(crate) fn back_up(&mut self) -> Office {
        self.backed_up = self.feed.len() as u64;
        self.clone()
    }

    pub(crate) fn enrol(&mut self, learner: LearnerId, body: &[u8]) -> Vec<u8> {
        let request = EnrolmentRequest::from_bytes(body).unwrap();
        request.verify().unwrap();
        let holder = WriterHolder::Learner;
        let writer = WriterCertificate::issue(&self.key, learner, request.writer, holder, NOW);
        let mut token = [0; 16];
        token[..8].copy_from_slice(&request.writer.writer_id().0);
        let mut device_token = token;
        device_token[15] = 1;
        self.known.push(Known {
            read_token: Token(token),
            device_token: Token(device_token),
            sealing: request.sealing.unwrap(),
            writer: writer.clone(),
            is_revoked: false,
        });
        self.feed.push(FeedEntry {
            learner,
            writer: request.writer.writer_id(),
            entry: Entry::Writer(writer.clone()),
            changes: Vec::new(),
        });
        EnrolmentAnswer {
            version: VERSION,
            learner,
            read_token: Token(token),
            device_token: Token(device_token),
            root: self.root.public(),
            central: self.certificate(),
            writer,
            server_time: NOW,
            sealing: Some(self.sealing()),
            hub: None,
        }
        .to_bytes()
    }

    /// Tells a learner of a session.
    pub(crate) fn announce(&mut self, learner: LearnerId, notice: SessionNotice) {
        self.tell(learner, Entry::Session(notice));
    }

    /// Puts an entry of nobody's into the feed.
    pub(crate) fn tell(&mut self, learner: LearnerId, entry: Entry) {
        let writer = WriterId([0; 8]);
        self.feed.push(FeedEntry { learner, writer, entry, changes: Vec::new() });
    }

    fn certificate(&self) -> ReplicaCertificate {
        ReplicaCertificate::issue(&self.root, self.key.public(), ReplicaRole::Central, NOW)
    }

    /// Takes this backup into use: everything since is gone here.
    pub(crate) fn restore(&mut self, backup: &Office) {
        let epoch = self.epoch + 1;
        *self = backup.clone();
        self.epoch = epoch;
        // Those of another epoch do not count.
        self.backed_up = 0;
    }

    pub(crate) fn answer(&mut self, body: &[u8]) -> SyncAnswer {
        let request = SyncRequest::from_bytes(body).unwrap();
        let most = request.max_response_bytes as usize;
        let profiles = request.profiles.iter().map(|profile| self.serve(profile, most)).collect();
        let locked = request.locked.iter().flatten().map(|locked| self.serve_locked(locked));
        let locked: Vec<_> = locked.collect();
        SyncAnswer {
            version: VERSION,
            server_time: NOW,
            replica: self.key.public().replica_id(),
            epoch: self.epoch,
            catalogue: [0; 4],
            profiles,
            locked: (!locked.is_empty()).then_some(locked),
            certificate: None,
            ended: None,
        }
    }

    /// Of the writer that a token reads for.
    pub(crate) fn certificate_of(&self, token: &Token) -> WriterCertificate {
        let known = self.known.iter().find(|known| known.read_token == *token);
        known.unwrap().writer.clone()
    }

    fn serve(&mut self, request: &ProfileRequest, most: usize) -> ProfileAnswer {
        let known = self.known.iter().find(|known| known.read_token == request.read_token);
        let Some(writer) = known.map(|known| known.writer.clone()) else {
            return ProfileAnswer::new(ProfileStatus::UnknownToken);
        };
        let mut answer = ProfileAnswer::new(ProfileStatus::Served);
        let mut receipts = Vec::new();
        let batches = request.batches.iter().flatten();
        let verdicts: Vec<Verdict> =
            batches.map(|bytes| self.take(bytes, &writer, &mut receipts)).collect();
        answer.verdicts = (!verdicts.is_empty()).then_some(verdicts);
        answer.backed_up = self.speak_of_backup(request, &writer, &mut receipts);
        answer.receipts = (!receipts.is_empty()).then_some(receipts);
        let returned = self.read_feed(request, &writer, most, &mut answer);
        answer.lacking = request.state.as_ref().map(|state| self.lacking(writer.learner, state));
        let held = self.digest(writer.learner).wrapping_sub(returned);
        answer.differs = (held != request.digest && answer.more.is_none()).then_some(true);
        answer
    }

    /// Receipts for what the newest backup holds of the reader's, when she was told of another.
    fn speak_of_backup(
        &self,
        request: &ProfileRequest,
        reader: &WriterCertificate,
        receipts: &mut Vec<Receipt>,
    ) -> Option<u64> {
        let told = request.backed_up.unwrap_or(0);
        if told == self.backed_up {
            return None;
        }
        let after = if told > self.backed_up { 0 } else { told };
        let mut lines: BTreeMap<_, BTreeMap<_, (u32, ChangeHash)>> = BTreeMap::new();
        let mut is_news = HashSet::new();
        for (place, entry) in (1..=self.backed_up).zip(&self.feed) {
            if entry.writer != reader.public.writer_id() {
                continue;
            }
            for (kind, change, hash) in &entry.changes {
                let actors = lines.entry(*kind).or_default();
                let line = actors.entry(change.actor).or_insert((0, *hash));
                if change.sequence > line.0 {
                    *line = (change.sequence, *hash);
                }
                if place > after {
                    is_news.insert(change.actor);
                }
            }
        }
        for (kind, actors) in lines {
            let document = DocumentId { learner: reader.learner, kind };
            let news = actors.into_iter().filter(|(actor, _)| is_news.contains(actor));
            let lines: Vec<_> = news
                .map(|(actor, (sequence, hash))| (ReceiptLine { actor, sequence }, hash))
                .collect();
            if !lines.is_empty() {
                receipts.push(Receipt::issue(&self.key, self.epoch, document, &lines, true));
            }
        }
        Some(self.backed_up)
    }

    pub(crate) fn take(
        &mut self,
        bytes: &[u8],
        sender: &WriterCertificate,
        receipts: &mut Vec<Receipt>,
    ) -> Verdict {
        let implied = Some((sender.learner, sender.public.writer_id()));
        let batch = match self.read(bytes, implied, sender) {
            Ok(Some(batch)) => batch,
            Ok(None) => return Verdict::Waiting,
            Err(refusal) => return Verdict::Refused(refusal),
        };
        let document = batch.address.document;
        let (mut exceptions, mut lines, mut is_new) = (Vec::new(), Vec::new(), false);
        for (index, run) in batch.runs.iter().enumerate() {
            for (change, hash) in &run.changes {
                match self.admit(document, batch.address.writer, change, *hash) {
                    Ok(admitted) => is_new |= admitted,
                    Err(fate) => {
                        let (run, sequence) = (index as u32, change.sequence);
                        exceptions.push(Exception { run, sequence, fate });
                    }
                }
            }
            if let Some((last, hash)) = run.changes.last() {
                lines.push((ReceiptLine { actor: run.actor, sequence: last.sequence }, *hash));
            }
        }
        // Receipted is only what can be served, and served only what a signature reaches: what is
        // held of a batch in part is sent again, signed to where it is held.
        if !exceptions.is_empty() {
            return Verdict::Partly(exceptions);
        }
        let served = |batch: &Batch| Entry::Batch(batch.encode(false));
        let serves_already = self.feed.iter().any(|other| other.entry == served(&batch));
        if (is_new || !self.is_served(&batch)) && !serves_already {
            self.feed.push(FeedEntry {
                learner: document.learner,
                writer: batch.address.writer,
                entry: served(&batch),
                changes: batch.changes().map(|(c, h)| (document.kind, c.clone(), *h)).collect(),
            });
        }
        if !lines.is_empty() {
            receipts.push(Receipt::issue(&self.key, self.epoch, document, &lines, false));
        }
        Verdict::Held
    }

    fn is_served(&self, batch: &Batch) -> bool {
        let served: HashSet<ChangeHash> = self
            .feed
            .iter()
            .flat_map(|entry| entry.changes.iter().map(|change| change.2))
            .collect();
        batch.changes().all(|(_, hash)| served.contains(hash))
    }

    fn read(
        &self,
        bytes: &[u8],
        implied: Option<(LearnerId, WriterId)>,
        sender: &WriterCertificate,
    ) -> Result<Option<Batch>, Refusal> {
        let address = Batch::peek(bytes, implied)?;
        if address.document.learner != sender.learner {
            return Err(Refusal::NotYours);
        }
        let Some(public) = self.writer(sender.learner, address.writer) else { return Ok(None) };
        let batch = Batch::decode(bytes, implied, &public)?;
        batch.verify(&public)?;
        Ok(Some(batch))
    }

    fn writer(&self, learner: LearnerId, writer: WriterId) -> Option<PublicKey> {
        let mut writers = self.known.iter().map(|known| &known.writer);
        writers
            .find(|it| it.learner == learner && it.public.writer_id() == writer)
            .map(|it| it.public)
    }

    /// True when it is new here.
    fn admit(
        &mut self,
        document: DocumentId,
        writer: WriterId,
        change: &Change,
        hash: ChangeHash,
    ) -> Result<bool, Fate> {
        let ledger = self.documents.entry(document).or_default();
        if change.dependencies.iter().any(|dependency| self.refused.contains(dependency)) {
            self.refused.insert(hash);
            return Err(Fate::Refused(Refusal::AfterRefused));
        }
        let refuse = |refusal: Refusal, refused: &mut HashSet<ChangeHash>| {
            refused.insert(hash);
            Fate::Refused(refusal)
        };
        let node = match examine(ledger, change, &hash).unwrap() {
            Finding::Sound(node) => node,
            Finding::Known => return Ok(false),
            Finding::Missing(_) => return Err(Fate::Parked),
            Finding::Fork(_) => return Err(Fate::Forked),
            Finding::Broken(fault) => return Err(refuse(fault.into(), &mut self.refused)),
        };
        for put in &change.puts {
            let holder = WriterHolder::Learner;
            let judged = record::check(document.kind, holder, writer, &put.key, &put.value);
            let forbidden = self
                .forbidden
                .is_some_and(|word| put.value.windows(word.len()).any(|window| window == word));
            if let Err(fault) = judged {
                return Err(refuse(fault.into(), &mut self.refused));
            } else if forbidden {
                return Err(refuse(Refusal::Value, &mut self.refused));
            }
        }
        let (change, standing) = (change.clone(), Standing::Effective);
        ledger.admit(&Admission { change, hash, node, standing });
        Ok(true)
    }

    /// Puts into the answer what is due; gives the digest of it.
    pub(crate) fn read_feed(
        &self,
        request: &ProfileRequest,
        reader: &WriterCertificate,
        most: usize,
        answer: &mut ProfileAnswer,
    ) -> u64 {
        let valid = request.cursor.filter(|cursor| {
            let at = (cursor.sequence as usize).checked_sub(1).and_then(|at| self.feed.get(at));
            cursor.epoch == self.epoch && at.is_some_and(|at| prefix(at) == cursor.prefix)
        });
        answer.cursor_void = (request.cursor.is_some() && valid.is_none()).then_some(true);
        let mut at = valid.map_or(0, |cursor| cursor.sequence as usize);
        let (mut entries, mut bytes, mut sum) = (Vec::new(), 0, 0_u64);
        while let Some(next) = self.feed.get(at) {
            if next.learner == reader.learner && next.writer != reader.public.writer_id() {
                if let Entry::Batch(batch) = &next.entry {
                    bytes += batch.len();
                }
                if bytes > most && !entries.is_empty() {
                    answer.more = Some(true);
                    break;
                }
                entries.push(next.entry.clone());
                sum =
                    next.changes.iter().fold(sum, |sum, it| sum.wrapping_add(it.2.digest_prefix()));
            }
            at += 1;
        }
        if let Some(last) = at.checked_sub(1).and_then(|last| self.feed.get(last)) {
            let (epoch, sequence) = (self.epoch, at as u64);
            answer.cursor = Some(Cursor { epoch, sequence, prefix: prefix(last) });
        }
        // Whoever says less than is held here of her own key's changes has lost them.
        for own in self.feed.iter().filter(|entry| entry.writer == reader.public.writer_id()) {
            let unknown = request.state.as_ref().is_some_and(|state| {
                own.changes
                    .iter()
                    .any(|(kind, change, _)| change.sequence > told(state, *kind, change))
            });
            if unknown {
                entries.push(own.entry.clone());
                sum = own.changes.iter().fold(sum, |sum, it| {
                    let is_told = request
                        .state
                        .as_ref()
                        .is_some_and(|state| it.1.sequence <= told(state, it.0, &it.1));
                    if is_told { sum } else { sum.wrapping_add(it.2.digest_prefix()) }
                });
            }
        }
        answer.entries = (!entries.is_empty()).then_some(entries);
        sum
    }

    fn lacking(&self, learner: LearnerId, state: &[DocumentState]) -> Vec<DocumentState> {
        let lacking = state.iter().map(|document| {
            let id = DocumentId { learner, kind: document.kind };
            let held = |actor| self.documents.get(&id).map_or(0, |it| it.hashes_of(actor).len());
            let actors = document.actors.iter().filter_map(|told| {
                let sequence = match self.is_other(&id, told) {
                    true => 0,
                    false => held(&told.actor) as u32,
                };
                let less = ActorState { actor: told.actor, sequence, prefix: None };
                (sequence < told.sequence).then_some(less)
            });
            DocumentState { kind: document.kind, actors: actors.collect() }
        });
        lacking.filter(|document| !document.actors.is_empty()).collect()
    }

    /// Does it hold another branch of a fork?
    fn is_other(&self, document: &DocumentId, told: &ActorState) -> bool {
        let Some(ledger) = self.documents.get(document) else { return false };
        let held = ledger.hashes_of(&told.actor).get(told.sequence as usize - 1);
        held.is_some_and(|held| told.prefix.is_some_and(|prefix| prefix != held.cursor_prefix()))
    }

    fn digest(&self, learner: LearnerId) -> u64 {
        let documents = self.documents.iter().filter(|(id, _)| id.learner == learner);
        let hashes = documents.flat_map(|(_, ledger)| {
            ledger
                .state()
                .flat_map(|(actor, _)| ledger.hashes_of(actor).to_vec())
                .collect::<Vec<_>>()
        });
        hashes.fold(0, |sum, hash| sum.wrapping_add(hash.digest_prefix()))
    }
}

fn told(state: &[DocumentState], kind: DocumentKind, change: &Change) -> u32 {
    let document = state.iter().find(|document| document.kind == kind);
    document
        .and_then(|document| document.actors.iter().find(|told| told.actor == change.actor))
        .map_or(0, |told| told.sequence)
}

fn prefix(entry: &FeedEntry) -> [u8; 4] {
    entry.changes.last().map_or([0; 4], |(_, _, hash)| hash.cursor_prefix())
}
