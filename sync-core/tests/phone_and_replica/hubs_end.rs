//! A hub that was stolen keeps its certificate: phones believe central that its time is over.

use sync_core::exchange::{ProfileAnswer, ProfileStatus, SyncAnswer, VERSION};
use sync_core::phone::AbsorbError;
use sync_core::trust::{HubEnd, ReplicaCertificate, ReplicaRole, SigningKey, TrustError};

use crate::office::{NOW, Office};
use crate::phones::{Phone, work};

fn hub() -> SigningKey {
    SigningKey::from_seed([5; 32])
}

/// What the hub says: that it is one, and nothing else.
fn of_hub(office: &Office) -> SyncAnswer {
    let (role, public) = (ReplicaRole::Hub, hub().public());
    SyncAnswer {
        version: VERSION,
        server_time: NOW,
        replica: public.replica_id(),
        epoch: 7,
        catalogue: [0; 4],
        profiles: vec![ProfileAnswer::new(ProfileStatus::Served)],
        locked: None,
        certificate: Some(ReplicaCertificate::issue(&office.key, public, role, NOW)),
        ended: None,
    }
}

fn meet(phone: &mut Phone, answer: &SyncAnswer) -> Result<(), AbsorbError> {
    phone.request();
    phone.absorb(answer).map(|_| ())
}

#[test]
fn whom_central_ended_nobody_believes_any_more_and_only_central_says_so() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    meet(&mut phone, &of_hub(&office)).unwrap();
    let id = hub().public().replica_id();

    // A thief who says it, of that hub or of central, is not believed, and takes nothing away.
    for said in [id, office.key.public().replica_id()] {
        let forged = vec![HubEnd::issue(&hub(), said, NOW)];
        let answer = SyncAnswer { ended: Some(forged), ..of_hub(&office) };
        assert_eq!(
            meet(&mut phone, &answer),
            Err(AbsorbError::Trust(TrustError::Signature)),
            "{said}"
        );
    }
    meet(&mut phone, &of_hub(&office)).unwrap();

    phone.act(&work(1, 90));
    let mut told = office.answer(&phone.request());
    told.ended = Some(vec![HubEnd::issue(&office.key, id, NOW)]);
    phone.absorb(&told).unwrap();
    assert!(phone.profile.all_arrived(), "the rest of that answer counts as ever");
    let refused = Err(AbsorbError::Trust(TrustError::UnknownReplica));
    assert_eq!(meet(&mut phone, &of_hub(&office)), refused);
    phone.restart();
    assert_eq!(meet(&mut phone, &of_hub(&office)), refused, "it is remembered");
    phone.act(&work(2, 30));
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());

    // Another hub may pass central's word on.
    let mut other = Phone::enrol(2, &mut office);
    let next = SigningKey::from_seed([6; 32]).public();
    let certificate = ReplicaCertificate::issue(&office.key, next, ReplicaRole::Hub, NOW);
    let ended = Some(vec![HubEnd::issue(&office.key, id, NOW)]);
    let (replica, certificate) = (next.replica_id(), Some(certificate));
    let relayed = SyncAnswer { replica, certificate, ended, ..of_hub(&office) };
    meet(&mut other, &relayed).unwrap();
    assert_eq!(meet(&mut other, &of_hub(&office)), refused);
}
