//! Headings of the five sections, in lower case.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::section::{SectionKind, meanings};

/// English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Ukrainian, Chinese, Japanese, Korean.
const HEADINGS: [(SectionKind, &str); 5] = [
    (
        SectionKind::Context,
        "context|context and problem statement|problem statement|problem|background|motivation|issue|rationale|why|\
         kontext|hintergrund|ausgangslage|problemstellung|kontext und problemstellung|\
         contexte|contexte et problème|contexte et énoncé du problème|problème|\
         contexto|contexto y problema|contexto y planteamiento del problema|problema|antecedentes|\
         contexto e problema|contexto e declaração do problema|\
         contesto|contesto e problema|\
         achtergrond|context en probleemstelling|probleemstelling|\
         kontekst|kontekst i problem|opis problemu|\
         контекст|контекст и проблема|проблема|предпосылки|\
         контекст і проблема|передумови|\
         背景|上下文|背景与问题|背景和问题陈述|问题陈述|問題陳述|\
         コンテキスト|文脈|背景と課題|コンテキストと問題|課題|\
         배경|맥락|컨텍스트|배경과 문제|문제",
    ),
    (
        SectionKind::Decision,
        "decision|decision outcome|what|\
         entscheidung|beschluss|entscheidungsergebnis|décision|résultat de la décision|\
         decisión|resultado de la decisión|decisão|resultado da decisão|decisione|esito della decisione|\
         besluit|beslissing|decyzja|wynik decyzji|решение|принятое решение|рішення|прийняте рішення|\
         决策|决定|决策结果|決策|決定|決策結果|決定事項|決定内容|결정|결정 사항|결정 결과",
    ),
    (
        SectionKind::Consequences,
        "consequences|consequence|implications|positive consequences|negative consequences|\
         konsequenzen|folgen|auswirkungen|positive konsequenzen|negative konsequenzen|\
         conséquences|conséquences positives|conséquences négatives|\
         consecuencias|consecuencias positivas|consecuencias negativas|\
         consequências|consequências positivas|consequências negativas|conseguenze|\
         gevolgen|consequenties|konsekwencje|skutki|последствия|наслідки|\
         后果|影响|後果|影響|結果|결과|영향",
    ),
    (
        SectionKind::Alternatives,
        "considered options|options considered|options|rejected|\
         verworfene alternativen|abgelehnte alternativen|alternativen|betrachtete alternativen|\
         betrachtete optionen|erwogene alternativen|erwogene optionen|optionen|\
         alternatives rejetées|alternatives écartées|options envisagées|options considérées|\
         solutions envisagées|solutions écartées|\
         alternativas rechazadas|alternativas descartadas|alternativas|alternativas consideradas|\
         opciones consideradas|opciones descartadas|\
         alternativas rejeitadas|opções consideradas|opções descartadas|\
         alternative scartate|alternative respinte|alternative|alternative considerate|opzioni considerate|\
         afgewezen alternatieven|verworpen alternatieven|alternatieven|overwogen alternatieven|overwogen opties|\
         odrzucone alternatywy|odrzucone opcje|alternatywy|rozważane alternatywy|rozważane opcje|\
         отклонённые альтернативы|отклоненные альтернативы|отвергнутые альтернативы|альтернативы|\
         рассмотренные альтернативы|рассмотренные варианты|рассматриваемые альтернативы|рассматриваемые варианты|\
         відхилені альтернативи|альтернативи|розглянуті альтернативи|розглянуті варіанти|\
         被否决的方案|被拒绝的方案|否决的方案|备选方案|替代方案|考虑的方案|考虑过的方案|\
         被否決的方案|備選方案|替代方案|考慮過的方案|\
         却下した代替案|却下された代替案|代替案|検討した代替案|検討した選択肢|\
         기각된 대안|거부된 대안|대안|고려한 대안|검토한 대안|고려한 선택지",
    ),
    (
        SectionKind::Revisit,
        "revisit when|revisit if|revisit|when to revisit|\
         wann neu entscheiden|neu entscheiden, wenn|neu bewerten, wenn|überprüfen, wenn|wiedervorlage|\
         à revoir si|à revoir quand|revoir si|revoir quand|réexaminer si|réexaminer quand|\
         revisar si|revisar cuando|reconsiderar si|reconsiderar cuando|\
         rever se|rever quando|revisitar quando|reavaliar quando|\
         rivedere se|rivedere quando|riesaminare se|riesaminare quando|\
         herzien als|herzien wanneer|heroverwegen als|heroverwegen wanneer|\
         wróć, gdy|kiedy wrócić do decyzji|rozważyć ponownie, gdy|\
         пересмотреть, если|пересмотреть, когда|когда пересмотреть|\
         переглянути, якщо|переглянути, коли|коли переглянути|\
         何时重新审视|何时重新考虑|重新审视的条件|何時重新審視|\
         見直しの条件|再検討の条件|見直す時期|재검토 조건|재검토 시점|다시 검토할 때",
    ),
];

/// Words in headings above rejected options, each a part of a word where a language has no spaces.
const REJECTED: &str = "rejected|discarded|dismissed|declined|\
                        verworfene|abgelehnte|rejetées|écartées|rechazadas|descartadas|rejeitadas|scartate|respinte|\
                        afgewezen|verworpen|odrzucone|отклонённые|отклоненные|отвергнутые|відхилені|否决|拒绝|否決|\
                        却下|기각|거부";

/// What a section under `heading`, in lower case, is for.
pub(super) fn kind_of(heading: &str) -> Option<SectionKind> {
    static KINDS: LazyLock<FxHashMap<&str, SectionKind>> = LazyLock::new(|| meanings(&HEADINGS));
    let heading = heading.trim_end_matches([':', '：', '?', '？']).trim_end();
    KINDS.get(heading).copied()
}

/// Whether everything under `heading` was rejected, so that each entry needs a reason.
pub(super) fn is_of_rejected(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    REJECTED.split('|').any(|word| heading.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_stands_once_and_is_found() {
        let mut seen = FxHashMap::default();
        for (kind, known) in HEADINGS {
            for heading in known.split('|') {
                assert_eq!(heading, heading.trim().to_lowercase());
                assert_eq!(SectionKind::of(&heading.to_uppercase()), kind, "{heading}");
                assert_eq!(*seen.entry(heading).or_insert(kind), kind, "{heading}");
            }
        }
    }

    #[test]
    fn what_was_turned_down_is_known_by_its_heading() {
        for heading in [
            "verworfene alternativen",
            "options écartées",
            "却下した代替案",
        ] {
            assert!(is_of_rejected(heading), "{heading}");
        }
        assert!(!is_of_rejected("betrachtete optionen"));
    }
}
