//! The people of the demo practice: invented, from many countries, some of them families on one phone.

use domain::cases::{CaseRole, CaseStage, CaseType};

/// People who came together, and what they came for.
pub struct Household {
    /// The phone that all of them share.
    pub phone: &'static str,
    pub country: &'static str,
    pub zone: &'static str,
    pub language: &'static str,
    pub people: &'static [Person],
    pub case_type: CaseType,
    pub stage: CaseStage,
    /// How long ago they first came.
    pub weeks: i64,
}

/// Given names, family names, what they are called, date of birth, nationality, role.
pub struct Person(
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub (i32, u32, u32),
    pub &'static str,
    pub CaseRole,
);

use CaseRole::{Dependant, Principal, Spouse};
use CaseStage as S;
use CaseType as T;

const fn home(
    (phone, country, zone, language): (&'static str, &'static str, &'static str, &'static str),
    case_type: CaseType,
    stage: CaseStage,
    weeks: i64,
    people: &'static [Person],
) -> Household {
    Household { phone, country, zone, language, people, case_type, stage, weeks }
}

const MTL: &str = "America/Toronto";

/// Everybody, the ones who came first in front.
pub const HOUSEHOLDS: &[Household] = &[
    home(
        ("+15145550118", "CA", MTL, "es"),
        T::FamilySponsorship,
        S::Closed,
        70,
        &[
            Person("María Fernanda", "García López", "Mafer", (1988, 4, 12), "MX", Principal),
            Person("Ricardo", "Hernández Cruz", "", (1986, 9, 30), "MX", Spouse),
            Person("Valentina", "Hernández García", "Vale", (2015, 1, 22), "MX", Dependant),
        ],
    ),
    home(
        ("+14385550164", "CA", MTL, "ar"),
        T::RefugeeProtection,
        S::Approved,
        66,
        &[
            Person("Ahmad", "Al-Khatib", "أحمد الخطيب", (1979, 11, 3), "SY", Principal),
            Person("Rania", "Al-Khatib", "رانيا", (1984, 6, 18), "SY", Spouse),
            Person("Yousef", "Al-Khatib", "يوسف", (2011, 2, 9), "SY", Dependant),
            Person("Lina", "Al-Khatib", "لينا", (2016, 8, 27), "SY", Dependant),
        ],
    ),
    home(
        ("+8613123456789", "CN", "Asia/Shanghai", "zh-Hans"),
        T::StudyPermit,
        S::Approved,
        58,
        &[Person("Xiaolong", "Li", "李小龙", (2004, 5, 6), "CN", Principal)],
    ),
    home(
        ("+15145550131", "CA", MTL, "fr"),
        T::Citizenship,
        S::Closed,
        55,
        &[Person("Kouassi Jean-Marc", "N'Guessan", "Jean-Marc", (1981, 12, 1), "CI", Principal)],
    ),
    home(
        ("+14505550177", "CA", MTL, "fa"),
        T::ExpressEntry,
        S::UnderIrccReview,
        50,
        &[
            Person("Parisa", "Hosseini", "پریسا حسینی", (1990, 3, 21), "IR", Principal),
            Person("Kamran", "Rostami", "کامران", (1987, 7, 14), "IR", Spouse),
        ],
    ),
    home(
        ("+919876543210", "IN", "Asia/Kolkata", "hi"),
        T::StudyPermit,
        S::Refused,
        47,
        &[Person("Harpreet", "Singh Dhillon", "हरप्रीत", (2002, 10, 15), "IN", Principal)],
    ),
    home(
        ("+15145550109", "CA", MTL, "pt-BR"),
        T::QuebecSkilledWorker,
        S::UnderIrccReview,
        44,
        &[
            Person("João Pedro", "da Conceição", "JP", (1989, 1, 8), "BR", Principal),
            Person("Beatriz", "Albuquerque da Conceição", "Bia", (1991, 5, 29), "BR", Spouse),
            Person("Theo", "Albuquerque da Conceição", "", (2020, 9, 2), "BR", Dependant),
        ],
    ),
    home(
        ("+639171234567", "PH", "Asia/Manila", "fil"),
        T::WorkPermit,
        S::Submitted,
        39,
        &[Person("Maria Luisa", "Santos Dela Cruz", "Malou", (1985, 8, 19), "PH", Principal)],
    ),
    home(
        ("+33612345678", "FR", "Europe/Paris", "fr"),
        T::WorkPermit,
        S::Approved,
        36,
        &[Person("Éloïse", "Lefèvre-Dubois", "", (1995, 2, 25), "FR", Principal)],
    ),
    home(
        ("+380501234567", "UA", "Europe/Kyiv", "uk"),
        T::VisitorVisa,
        S::Closed,
        34,
        &[
            Person("Oksana", "Kovalenko", "Оксана", (1993, 6, 11), "UA", Principal),
            Person("Mykola", "Kovalenko", "Микола", (2018, 4, 4), "UA", Dependant),
            Person("Sofiia", "Kovalenko", "Софія", (2021, 1, 15), "UA", Dependant),
        ],
    ),
    home(
        ("+14385550123", "CA", MTL, "es"),
        T::Humanitarian,
        S::Submitted,
        31,
        &[
            Person("José Antonio", "Ramírez Quiñónez", "Toño", (1976, 3, 17), "CO", Principal),
            Person("Luz Marina", "Ospina", "", (1980, 12, 5), "CO", Spouse),
            Person("Daniela", "Ramírez Ospina", "Dani", (2009, 7, 26), "CO", Dependant),
        ],
    ),
    home(
        ("+84912345678", "VN", "Asia/Ho_Chi_Minh", "vi"),
        T::FamilySponsorship,
        S::UnderIrccReview,
        29,
        &[Person("Thị Ngọc Ánh", "Nguyễn", "Ánh", (1994, 7, 7), "VN", Principal)],
    ),
    home(
        ("+221771234567", "SN", "Africa/Dakar", "fr"),
        T::StudyPermit,
        S::ReadyToSubmit,
        26,
        &[Person("Aminata", "Diallo", "", (2003, 1, 30), "SN", Principal)],
    ),
    home(
        ("+15145550186", "CA", MTL, "tr"),
        T::PrCard,
        S::Submitted,
        23,
        &[Person("Şebnem", "Yıldırım", "", (1982, 11, 23), "TR", Principal)],
    ),
    home(
        ("+2348031234567", "NG", "Africa/Lagos", "en"),
        T::ExpressEntry,
        S::Documentation,
        21,
        &[
            Person("Chukwuemeka", "Okonkwo", "Emeka", (1992, 9, 9), "NG", Principal),
            Person("Adaeze", "Okonkwo", "Ada", (1994, 4, 16), "NG", Spouse),
            Person("Kamsi", "Okonkwo", "", (2021, 10, 12), "NG", Dependant),
            Person("Zikora", "Okonkwo", "Ziko", (2023, 6, 5), "NG", Dependant),
        ],
    ),
    home(
        ("+16135550148", "CA", MTL, "en"),
        T::Appeal,
        S::UnderIrccReview,
        19,
        &[Person("Siobhán", "O’Sullivan", "", (1978, 5, 31), "IE", Principal)],
    ),
    home(
        ("+821012345678", "KR", "Asia/Seoul", "ko"),
        T::WorkPermit,
        S::Documentation,
        16,
        &[Person("Minsu", "Kim", "김민수", (1996, 8, 3), "KR", Principal)],
    ),
    home(
        ("+525512345678", "MX", "America/Mexico_City", "es"),
        T::StudyPermit,
        S::Submitted,
        14,
        &[Person("Regina", "Íñiguez Villaseñor", "", (2005, 3, 14), "MX", Principal)],
    ),
    home(
        ("+213551234567", "DZ", "Africa/Algiers", "ar"),
        T::QuebecSkilledWorker,
        S::Documentation,
        12,
        &[
            Person("Mohamed Lamine", "Bouzid", "محمد الأمين", (1988, 2, 2), "DZ", Principal),
            Person("Imane", "Bouzid", "إيمان", (1991, 12, 20), "DZ", Spouse),
        ],
    ),
    home(
        ("+14165550190", "CA", MTL, "ti"),
        T::RefugeeProtection,
        S::ReadyToSubmit,
        10,
        &[Person("Selam", "Tesfay", "ሰላም", (1997, 6, 24), "ER", Principal)],
    ),
    home(
        ("+5491123456789", "AR", "America/Argentina/Buenos_Aires", "es"),
        T::ProvincialNominee,
        S::Documentation,
        7,
        &[Person("Martín", "Echeverría", "Tincho", (1990, 10, 28), "AR", Principal)],
    ),
    home(
        ("+15145550155", "CA", MTL, "ja"),
        T::FamilySponsorship,
        S::Intake,
        4,
        &[Person("Haruka", "Tanaka", "田中はるか", (1993, 4, 1), "JP", Principal)],
    ),
    home(
        ("+923001234567", "PK", "Asia/Karachi", "ur"),
        T::VisitorVisa,
        S::Intake,
        2,
        &[Person("Ayesha", "Siddiqui", "عائشہ", (1987, 9, 13), "PK", Principal)],
    ),
    home(
        ("+50937123456", "HT", "America/Port-au-Prince", "ht"),
        T::Other,
        S::Intake,
        1,
        &[Person("Widline", "Jean-Baptiste", "", (1999, 11, 11), "HT", Principal)],
    ),
];
