//! A document's ledger in memory: the phone's, and the simulator's.
//!
//! Owns registers as rows with *superseded-by* edges. Must not be told anything that
//! [`examine`](super::examine) did not find sound.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;

use super::view::{Node, PutPlace, View};
use super::{Admission, Standing};
use crate::ids::{ActorId, ChangeHash, OpId};
use crate::key::RegisterKey;

/// One put in a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutRow {
    /// Its name.
    pub op: OpId,
    /// One CBOR record.
    pub value: Vec<u8>,
    /// The change that holds it.
    pub change: ChangeHash,
    /// Order of admission of that change.
    pub position: u32,
    /// When, as the writer claims: seconds since 1970.
    pub at: i64,
    /// Does it take effect?
    pub standing: Standing,
    /// The puts that replaced it.
    pub superseded_by: Vec<OpId>,
}

/// All puts of one register, in order of op.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    puts: BTreeMap<OpId, PutRow>,
}

impl Register {
    /// Every put, oldest name first.
    pub fn puts(&self) -> impl DoubleEndedIterator<Item = &PutRow> {
        self.puts.values()
    }

    /// Puts that take effect and have no successor that does.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &PutRow> {
        self.puts.values().filter(|row| {
            row.standing == Standing::Effective && !self.is_superseded(row, Standing::Effective)
        })
    }

    /// Puts without any successor, standing apart: what Automerge shows.
    pub fn unsuperseded(&self) -> impl DoubleEndedIterator<Item = &PutRow> {
        self.puts.values().filter(|row| row.superseded_by.is_empty())
    }

    fn is_superseded(&self, row: &PutRow, by: Standing) -> bool {
        row.superseded_by
            .iter()
            .any(|op| self.puts.get(op).is_some_and(|successor| successor.standing == by))
    }
}

/// One document's admitted changes and the registers they make.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    nodes: HashMap<ChangeHash, Node>,
    order: Vec<(ActorId, u32)>,
    /// In order, so that the same ledger always says its state with the same bytes.
    changes: BTreeMap<ActorId, Vec<ChangeHash>>,
    heads: BTreeSet<ChangeHash>,
    registers: BTreeMap<RegisterKey, Register>,
    puts: HashMap<OpId, PutPlace>,
}

impl Ledger {
    /// Takes an admitted change in.
    pub fn admit(&mut self, admission: &Admission) {
        let Admission { change, hash, node, standing } = admission;
        for dependency in &change.dependencies {
            self.heads.remove(dependency);
        }
        self.heads.insert(*hash);
        self.order.push((change.actor, change.sequence));
        self.changes.entry(change.actor).or_default().push(*hash);
        for (op, put) in change.ops() {
            let register = self.registers.entry(put.key.clone()).or_default();
            for predecessor in &put.predecessors {
                if let Some(row) = register.puts.get_mut(predecessor) {
                    row.superseded_by.push(op);
                }
            }
            register.puts.insert(
                op,
                PutRow {
                    op,
                    value: put.value.clone(),
                    change: *hash,
                    position: node.position,
                    at: change.time,
                    standing: *standing,
                    superseded_by: Vec::new(),
                },
            );
            let place = PutPlace {
                key: put.key.clone(),
                sequence: change.sequence,
                position: node.position,
            };
            self.puts.insert(op, place);
        }
        self.nodes.insert(*hash, node.clone());
    }

    /// Changes the standing of one change's puts, as the directory has it now.
    pub fn restand(&mut self, hash: &ChangeHash, standing: Standing) {
        for register in self.registers.values_mut() {
            for row in register.puts.values_mut().filter(|row| row.change == *hash) {
                row.standing = standing;
            }
        }
    }

    /// Gives every change's puts their standing, as the directory has it now.
    pub fn restand_all(&mut self, standing_of: impl Fn(&ChangeHash) -> Standing) {
        for row in self.registers.values_mut().flat_map(|register| register.puts.values_mut()) {
            row.standing = standing_of(&row.change);
        }
    }

    /// One register.
    pub fn register(&self, key: &RegisterKey) -> Option<&Register> {
        self.registers.get(key)
    }

    /// All registers, in order of key.
    pub fn registers(&self) -> impl Iterator<Item = (&RegisterKey, &Register)> {
        self.registers.iter()
    }

    /// Registers of one section, in order of key.
    pub fn section(&self, name: &str) -> impl Iterator<Item = (&RegisterKey, &Register)> {
        self.registers.iter().filter(move |(key, _)| key.section() == name)
    }

    /// Registers of one entity in a section: its own, and each writer's.
    pub fn entity<'a>(
        &'a self,
        section: &str,
        entity: &'a str,
    ) -> impl Iterator<Item = (&'a RegisterKey, &'a Register)> {
        RegisterKey::new(section, entity, None).into_iter().flat_map(move |first| {
            let start = first.as_str().to_owned();
            let from_here = self.registers.range(first..);
            // A longer entity may lie between it and its writers' registers.
            from_here
                .take_while(move |(key, _)| key.as_str().starts_with(&start))
                .filter(move |(key, _)| key.entity() == entity)
        })
    }

    /// For every actor its highest sequence: all that is held, said shortly.
    pub fn state(&self) -> impl Iterator<Item = (&ActorId, u32)> {
        self.changes.iter().map(|(actor, hashes)| (actor, hashes.len() as u32))
    }

    /// Hashes of an actor's changes, in order.
    pub fn hashes_of(&self, actor: &ActorId) -> &[ChangeHash] {
        self.changes.get(actor).map_or(&[], Vec::as_slice)
    }

    /// True when the change is admitted here.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.nodes.contains_key(hash)
    }

    /// The heads, ascending.
    pub fn current_heads(&self) -> Vec<ChangeHash> {
        self.heads.iter().copied().collect()
    }
}

impl View for Ledger {
    type Error = Infallible;

    fn len(&self) -> Result<u32, Infallible> {
        Ok(self.order.len() as u32)
    }

    fn heads(&self) -> Result<Vec<ChangeHash>, Infallible> {
        Ok(self.current_heads())
    }

    fn node(&self, hash: &ChangeHash) -> Result<Option<Node>, Infallible> {
        Ok(self.nodes.get(hash).cloned())
    }

    fn at_position(&self, position: u32) -> Result<Option<(ActorId, u32)>, Infallible> {
        Ok(self.order.get(position as usize).copied())
    }

    fn change_of(&self, actor: &ActorId, sequence: u32) -> Result<Option<ChangeHash>, Infallible> {
        let index = (sequence as usize).wrapping_sub(1);
        Ok(self.changes.get(actor).and_then(|hashes| hashes.get(index)).copied())
    }

    fn last_sequence(&self, actor: &ActorId) -> Result<Option<u32>, Infallible> {
        Ok(self.changes.get(actor).map(|hashes| hashes.len() as u32))
    }

    fn put(&self, op: &OpId) -> Result<Option<PutPlace>, Infallible> {
        Ok(self.puts.get(op).cloned())
    }
}
