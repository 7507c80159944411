//! A small graph to break things against: `a1` puts `k`, `a2` puts `m` on top of it, `c1` puts `k`
//! knowing neither.

use sync_core::batch::{Batch, BatchError};
use sync_core::change::{Change, Put};
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce, OpId};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Admission, Finding, Ledger, Standing, examine};
use sync_core::trust::{SigningKey, actor_of};

pub(crate) const DOCUMENT: DocumentId =
    DocumentId { learner: LearnerId([7; 16]), kind: DocumentKind::Record };
pub(crate) const TIME: i64 = 1_795_000_000;

pub(crate) const A: u8 = 1;
pub(crate) const B: u8 = 2;
pub(crate) const C: u8 = 3;

pub(crate) fn writer(who: u8) -> SigningKey {
    SigningKey::from_seed([who; 32])
}

pub(crate) fn nonce(who: u8) -> Nonce {
    Nonce([who; 8])
}

pub(crate) fn actor(who: u8) -> ActorId {
    actor_of(&writer(who).public(), DOCUMENT, nonce(who))
}

pub(crate) fn op(counter: u32, who: u8) -> OpId {
    OpId { counter, actor: actor(who) }
}

/// In a section that no program reads yet: what is wrong with it is not for a schema to say.
pub(crate) fn put(key: &str, predecessors: &[OpId]) -> Put {
    let key = RegisterKey::parse(&format!("horoscope/{key}")).unwrap();
    Put { key, value: vec![0xa0], predecessors: predecessors.to_vec() }
}

pub(crate) fn change(
    who: u8,
    sequence: u32,
    start_op: u32,
    dependencies: &[ChangeHash],
    puts: Vec<Put>,
) -> Change {
    let dependencies = dependencies.to_vec();
    Change { actor: actor(who), sequence, start_op, time: TIME, dependencies, puts }
}

pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) a1: (Change, ChangeHash),
    pub(crate) a2: (Change, ChangeHash),
    pub(crate) c1: (Change, ChangeHash),
}

impl World {
    pub(crate) fn new() -> Self {
        let hashed = |change: Change| (change.clone(), change.hash());
        let a1 = hashed(change(A, 1, 1, &[], vec![put("k", &[])]));
        let a2 = hashed(change(A, 2, 2, &[a1.1], vec![put("m", &[])]));
        let c1 = hashed(change(C, 1, 1, &[], vec![put("k", &[])]));
        let mut world = Self { ledger: Ledger::default(), a1, a2, c1 };
        for (change, hash) in [world.a1.clone(), world.a2.clone(), world.c1.clone()] {
            world.admit(&change, hash);
        }
        world
    }

    pub(crate) fn admit(&mut self, change: &Change, hash: ChangeHash) {
        let Finding::Sound(node) = examine(&self.ledger, change, &hash).unwrap() else {
            panic!("not sound: {change:?}");
        };
        let (change, standing) = (change.clone(), Standing::Effective);
        self.ledger.admit(&Admission { change, hash, node, standing });
    }

    /// B's first change, on top of `a2`: within every rule.
    pub(crate) fn good(&self) -> Change {
        change(B, 1, 3, &[self.a2.1], vec![put("k", &[op(1, A)])])
    }
}

/// Who an actor is, in this world.
pub(crate) fn owner(of: ActorId) -> u8 {
    [A, B, C].into_iter().find(|who| actor(*who) == of).unwrap_or(B)
}

/// Signs, encodes, reads and verifies, as it would travel.
pub(crate) fn travel(change: &Change, hash: ChangeHash) -> Result<Batch, BatchError> {
    let who = owner(change.actor);
    let key = writer(who);
    let batch = Batch::sign(&key, DOCUMENT, 0, vec![(nonce(who), vec![(change.clone(), hash)])]);
    let read = Batch::decode(&batch.encode(false), None, &key.public())?;
    read.verify(&key.public())?;
    Ok(read)
}

/// Everything that can be seen of a ledger.
pub(crate) fn portrait(ledger: &Ledger) -> String {
    let registers: Vec<_> = ledger.registers().collect();
    let mut state: Vec<_> = ledger.state().collect();
    state.sort_unstable();
    format!("{registers:?} {state:?} {:?}", ledger.current_heads())
}
