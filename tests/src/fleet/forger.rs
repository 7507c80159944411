//! Forgers: on the road, and at central's door.
//!
//! Owns what somebody without the right key, or with the right key and no right, may try. Every try
//! carries a mark that must be found nowhere in the end. Must not know secrets but those of the
//! phone that it plays.

use sync_core::batch::{Batch, Run};
use sync_core::change::{Change, Put};
use sync_core::exchange::{
    Entry, ProfileAnswer, ProfileRequest, ProfileStatus, ReturnRequest, SyncAnswer, SyncRequest,
    Token, VERSION,
};
use sync_core::ids::{ChangeHash, DocumentId, DocumentKind, Nonce, OpId, WriterId};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Ledger, Node, View};
use sync_core::record::{Day, Record, WorkEntry};
use sync_core::trust::{
    ErasureNotice, Receipt, ReceiptLine, SigningKey, WriterCertificate, WriterHolder, actor_of,
};
use sync_core::verdict::Verdict;

use super::phone::Time;
use super::truth::Mark;
use super::world::World;

impl World {
    fn foul_mark(&mut self) -> String {
        self.tally.forged_attempted += 1;
        Mark::Forged(self.truth.foul()).text()
    }

    /// An answer to a request that never came to central: all is held, it says.
    pub(super) fn forged_answer(&mut self, at: usize, body: &[u8]) -> Option<Vec<u8>> {
        let request = SyncRequest::from_bytes(body).ok()?;
        let profile = self.kept[at].open.as_ref()?;
        let identity = profile.identity();
        let implied = Some((identity.learner, identity.writer()));
        let public = identity.signing_key().public();
        let replica = identity.central.public.replica_id();
        let asked = request.profiles.into_iter().next()?;
        let batches = asked.batches.filter(|batches| !batches.is_empty())?;
        let own = batches.iter().filter_map(|bytes| Batch::decode(bytes, implied, &public).ok());
        let (key, epoch) = (SigningKey::from_seed(self.random.bytes()), self.central.epoch());
        let receipts = own.map(|batch| {
            let last = |run: &Run| {
                let (change, hash) = run.changes.last()?;
                let line = ReceiptLine { actor: run.actor, sequence: change.sequence };
                Some((line, *hash))
            };
            let lines: Vec<(ReceiptLine, ChangeHash)> =
                batch.runs.iter().filter_map(last).collect();
            Receipt::issue(&key, epoch, batch.address.document, &lines, false)
        });
        let mut answer = ProfileAnswer::new(ProfileStatus::Served);
        answer.receipts = Some(receipts.collect());
        answer.verdicts = Some(vec![Verdict::Held; batches.len()]);
        self.tally.forged_attempted += 1;
        let answer = SyncAnswer {
            version: VERSION,
            server_time: self.now,
            replica,
            epoch,
            catalogue: [0; 4],
            profiles: vec![answer],
            locked: None,
            certificate: None,
            ended: None,
        };
        Some(answer.to_bytes())
    }

    /// An honest answer with something put in, or changed.
    pub(super) fn altered(&mut self, at: usize, answer: &[u8]) -> Option<Vec<u8>> {
        let mut answer = SyncAnswer::from_bytes(answer).ok()?;
        let learner = self.kept[at].learner;
        let kinds = if self.is_busy { 4 } else { 3 };
        let entries = match self.random.below(kinds) {
            0 => {
                let receipt = answer.profiles.first_mut()?.receipts.as_mut()?.first_mut()?;
                receipt.lines.first_mut()?.sequence += 1;
                self.tally.forged_attempted += 1;
                return Some(answer.to_bytes());
            }
            1 => self.others_word(learner)?,
            3 => {
                let profile = answer.profiles.first_mut()?;
                profile.erasure = Some(self.foul_erasure(learner));
                profile.status = ProfileStatus::UnknownToken;
                return Some(answer.to_bytes());
            }
            _ => self.strangers_word(learner),
        };
        let profile = answer.profiles.first_mut()?;
        profile.entries.get_or_insert_default().extend(entries);
        Some(answer.to_bytes())
    }

    /// What another learner's phone truly signed, for this one.
    fn others_word(&mut self, learner: usize) -> Option<Vec<Entry>> {
        let other =
            self.one(|kept| kept.is_hers() && kept.learner != learner && kept.open.is_some())?;
        let mark = self.foul_mark();
        let (entry, nonce) = (self.random.uuid(), Nonce(self.random.bytes()));
        let profile = self.kept[other].open.as_ref()?;
        let request = ReturnRequest::from_bytes(&profile.return_request()?).ok()?;
        let (id, key) = (profile.identity().learner, profile.identity().signing_key());
        let document = DocumentId { learner: id, kind: DocumentKind::Record };
        let change = plain(&key, document, nonce, &entry, &mark);
        let batch = signed(&key, document, nonce, change);
        Some(vec![Entry::Writer(request.writer), Entry::Batch(batch.encode(false))])
    }

    /// That she was erased, which a stranger signed; or what central truly signed of another.
    fn foul_erasure(&mut self, learner: usize) -> ErasureNotice {
        self.tally.forged_attempted += 1;
        let id = self.learners[learner];
        let known = self.central.ask(async |store| store.erasures().await.unwrap());
        let of_another = known.into_iter().find(|notice| notice.learner != id);
        let key = SigningKey::from_seed(self.random.bytes());
        of_another.unwrap_or_else(|| ErasureNotice::issue(&key, id, self.now))
    }

    /// A stranger's, with a certificate of his own making.
    fn strangers_word(&mut self, learner: usize) -> Vec<Entry> {
        let mark = self.foul_mark();
        let [central, key] = [(); 2].map(|()| SigningKey::from_seed(self.random.bytes()));
        let (id, now) = (self.learners[learner], self.now);
        let holder = WriterHolder::Learner;
        let certificate = WriterCertificate::issue(&central, id, key.public(), holder, now);
        let document = DocumentId { learner: id, kind: DocumentKind::Record };
        let (entry, nonce) = (self.random.uuid(), Nonce(self.random.bytes()));
        let change = plain(&key, document, nonce, &entry, &mark);
        let batch = signed(&key, document, nonce, change);
        vec![Entry::Writer(certificate), Entry::Batch(batch.encode(false))]
    }

    /// A phone that means harm says what it may not say.
    pub(super) fn attack(&mut self) {
        let Some(at) = self.one(|kept| kept.is_hers() && kept.time == Time::Open) else { return };
        if !self.unlock(at) {
            return;
        }
        let which = self.random.below(9);
        let mark = self.foul_mark();
        let Some((token, bytes)) = self.attacking(at, which, &mark) else { return };
        // From here on it is its own key that says what it may not, in its own record.
        self.kept[at].forgeries_signed += u64::from(which >= 3);
        let request = SyncRequest {
            version: VERSION,
            device_time: self.now,
            max_response_bytes: 0,
            profiles: vec![ProfileRequest {
                read_token: token,
                digest: 0,
                cursor: None,
                batches: Some(vec![bytes.into()]),
                state: None,
                backed_up: None,
                unsent: None,
                rulings: None,
            }],
            locked: None,
            carried_at: None,
        };
        self.central.answer(self.now, &request.to_bytes());
    }

    fn attacking(&mut self, at: usize, which: usize, mark: &str) -> Option<(Token, Vec<u8>)> {
        let others = (self.kept[at].learner + 1) % self.learners.len();
        let other = self.learners[others];
        let (entry, nonce) = (self.random.uuid(), Nonce(self.random.bytes()));
        let (hash, seed) = (ChangeHash(self.random.bytes()), self.random.bytes());
        let profile = self.kept[at].open.as_ref()?;
        let identity = profile.identity();
        let (id, token) = (identity.learner, identity.read_token);
        let mut key = identity.signing_key();
        let mut document = DocumentId { learner: id, kind: DocumentKind::Record };
        match which {
            // Somebody else's key, somebody else's document.
            1 => key = SigningKey::from_seed(seed),
            2 => document.learner = other,
            4 => document.kind = DocumentKind::Desk,
            _ => {}
        }
        let mut change = plain(&key, document, nonce, &entry, mark);
        let put = change.puts.first_mut()?;
        match which {
            3 => put.key = RegisterKey::new("progress", "k3f4d2ma", Some(WriterId([7; 8])))?,
            4 => put.key = RegisterKey::new("decision", &entry, Some(identity.writer()))?,
            5 => {
                // What she never saw may not be replaced by her.
                let (replaced, op, upon) = unseen(profile.ledger(DocumentKind::Record)?)?;
                (put.key, put.predecessors) = (replaced, vec![op]);
                if let Some((dependency, max_op)) = upon {
                    (change.dependencies, change.start_op) = (vec![dependency], max_op + 1);
                }
            }
            6 => change.dependencies = vec![hash],
            7 => change.start_op = 9,
            8 => put.value = mark.as_bytes().to_vec(),
            _ => {}
        }
        let mut bytes = signed(&key, document, nonce, change).encode(false);
        if which == 0 {
            *bytes.last_mut()? ^= 1;
        }
        Some((token, bytes))
    }

    /// Bits that flipped in an answer: are they for the phone to notice? What became of a batch is
    /// not signed (nor is anything of it believed for a knot), and neither is how much there was to
    /// read and up to where: there the road has to be.
    pub(super) fn says_the_same_unsigned(&self, honest: &[u8], flipped: &[u8]) -> bool {
        let (Ok(honest), Ok(flipped)) =
            (SyncAnswer::from_bytes(honest), SyncAnswer::from_bytes(flipped))
        else {
            return true;
        };
        let fates = |answer: &SyncAnswer| {
            let open = answer.profiles.iter().map(|profile| profile.verdicts.clone());
            let locked = answer.locked.iter().flatten().map(|profile| profile.verdicts.clone());
            open.chain(locked).collect::<Vec<_>>()
        };
        let reading = |answer: &SyncAnswer| {
            let entries = |it: &ProfileAnswer| it.entries.as_ref().map_or(0, Vec::len);
            let read = answer.profiles.iter().map(|it| (entries(it), it.cursor, it.cursor_void));
            read.collect::<Vec<_>>()
        };
        fates(&honest) == fates(&flipped) && reading(&honest) == reading(&flipped)
    }

    /// Something forged took effect.
    pub(super) fn forged(&mut self, what: String) {
        self.tally.forged_accepted += 1;
        self.found(what);
    }

    /// Somebody could read what she may not.
    pub(super) fn leaked(&mut self, what: String) {
        self.tally.leaked += 1;
        self.found(what);
    }
}

/// A change, and its highest op.
type Upon = (ChangeHash, u32);

/// Hours that are there, and a change that knows nothing of them, if there is any: what builds on
/// it alone cannot replace them.
fn unseen(ledger: &Ledger) -> Option<(RegisterKey, OpId, Option<Upon>)> {
    let hashes = ledger.state().flat_map(|(actor, _)| ledger.hashes_of(actor));
    let node = |hash: &ChangeHash| Some((*hash, ledger.node(hash).ok()??));
    let nodes: Vec<(ChangeHash, Node)> = hashes.filter_map(node).collect();
    let work = ledger.section("work");
    let puts: Vec<(RegisterKey, OpId)> =
        work.flat_map(|(key, all)| all.live().map(|put| (key.clone(), put.op))).collect();
    for (key, op) in &puts {
        let Ok(Some(place)) = ledger.put(op) else { continue };
        let knows_nothing = |(_, node): &&(ChangeHash, Node)| {
            let is_seen = node.clock.holds(&op.actor, place.sequence, place.position);
            !is_seen && node.max_op >= op.counter
        };
        if let Some((hash, node)) = nodes.iter().find(knows_nothing) {
            return Some((key.clone(), *op, Some((*hash, node.max_op))));
        }
    }
    puts.into_iter().next().map(|(key, op)| (key, op, None))
}

/// Hours that look like any others, the first thing that its actor says.
fn plain(key: &SigningKey, document: DocumentId, nonce: Nonce, entry: &str, mark: &str) -> Change {
    let work = WorkEntry {
        version: None,
        task: "etiquetar".to_owned(),
        day: Day(20_775),
        minutes: Some(77),
        units: None,
        start: None,
        note: Some(mark.to_owned()),
        withdrawn: None,
    };
    let key_of = RegisterKey::new("work", entry, None).unwrap();
    let value = Record::new(work).to_bytes();
    Change {
        actor: actor_of(&key.public(), document, nonce),
        sequence: 1,
        start_op: 1,
        time: 1_795_000_000,
        dependencies: Vec::new(),
        puts: vec![Put { key: key_of, value, predecessors: Vec::new() }],
    }
}

fn signed(key: &SigningKey, document: DocumentId, nonce: Nonce, change: Change) -> Batch {
    let hash = change.hash();
    Batch::sign(key, document, 0, vec![(nonce, vec![(change, hash)])])
}
